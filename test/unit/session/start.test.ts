import { expect, test } from 'vitest';
import type { SourceWrite } from '../../../src/go/build/sources.ts';
import { changed, createFakeSession, type FakeSession } from '../../support/fake-session.ts';
import { running } from '../../support/running-session.ts';
import { waitFor } from '../../support/wait-for.ts';

const ofType = (fake: FakeSession, type: string) => fake.reports.filter((report) => report.type === type);

test('it says what is run, how, and by whom', () => {
  const fake = createFakeSession({ args: ['serve', '-v'] });
  fake.session.start();
  expect(fake.reports[0]).toMatchObject({
    type: 'session-started',
    target: 'api',
    root: '/p',
    config: '.air.toml',
    args: ['serve', '-v'],
    pid: 4711,
  });
  expect(ofType(fake, 'notice')).toEqual([]);
});

test('the first process of a container is told that nobody cleans up after it', () => {
  const fake = createFakeSession({ pid: 1 });
  fake.session.start();
  expect(ofType(fake, 'notice')).toMatchObject([{ level: 'info', message: expect.stringContaining('--init') }]);
});

test('a build hears of each write to its sources', async () => {
  const fake = await running();
  const sources = fake.builders[0]?.sources;
  const heard: SourceWrite[] = [];
  const forget = sources?.observe({ written: (write) => void heard.push(write), changed: () => undefined });
  const write: SourceWrite = { directory: '/p', name: 'main.go', atMs: 1 };
  fake.write(write);
  forget?.();
  fake.write(write);
  expect(heard).toEqual([write]);
  await sources?.quiet();
  expect(sources?.files()).toEqual(['/p/main.go']);
});

test('a rule that fails shows its problems', async () => {
  const config = '[[build.rules]]\nname = "vet"\ncmd = "go vet ./..."\ninclude_ext = ["vet"]\n';
  const fake = await running({ config, ruleOf: (path) => (path.endsWith('.vet') ? 0 : undefined) });
  fake.save(changed('x.vet'));
  await waitFor(() => fake.commands.length > 0);
  fake.commands[0]?.print('main.go:3:2: undefined: x\n');
  fake.commands[0]?.end(1);
  await waitFor(() => ofType(fake, 'rule-finished').length > 0);
  expect(ofType(fake, 'rule-finished')).toMatchObject([
    {
      rule: 'vet',
      end: { code: 1 },
      diagnostics: [{ message: 'main.go:3:2: undefined: x' }],
    },
  ]);
});

test('what a rule prints is shown, and its success restarts the app if it says so', async () => {
  const config = '[[build.rules]]\nname = "css"\ncmd = "make css"\ninclude_ext = ["scss"]\nrun = "restart"\n';
  const fake = await running({ config, ruleOf: (path) => (path.endsWith('.scss') ? 0 : undefined) });
  fake.save(changed('site.scss'));
  await waitFor(() => fake.commands.length > 0);
  fake.commands[0]?.print('3 files\n');
  fake.commands[0]?.end();
  await waitFor(() => fake.state().current?.run === 2);
  expect(ofType(fake, 'command-output')).toMatchObject([{ name: 'rule', rule: 'css', text: '3 files\n' }]);
});

test('misc.clean_on_exit names what gorl and the build may have written', async () => {
  const clean = '[build]\nlog = "errors.log"\n[misc]\nclean_on_exit = true\n';
  const fake = await running({ config: clean });
  fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
  await waitFor(() => fake.exits.length > 0);
  expect(fake.files.cleaned).toMatchObject([{ dir: '/p/tmp', root: '/p', made: ['/p/tmp/errors.log'] }]);
});
