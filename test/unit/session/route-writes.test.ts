import { expect, test } from 'vitest';
import { changed, createFakeSession, type FakeSession } from '../../support/fake-session.ts';
import { isReady } from '../../support/running-session.ts';
import { waitFor } from '../../support/wait-for.ts';

const notices = (fake: FakeSession) => fake.reports.flatMap((each) => (each.type === 'notice' ? [each.message] : []));

test('a page that the app writes whenever it starts restarts it until that is clear, and is named once', async () => {
  const fake = createFakeSession();
  fake.session.start();
  let run = 1;
  for (; run < 20 && notices(fake).length === 0; run++) {
    await waitFor(isReady(fake, run));
    fake.clock.pass(40);
    fake.save(changed('page.html'));
  }
  expect(notices(fake)).toEqual(['the app writes page.html whenever it starts: from now on, that triggers nothing']);
  expect(fake.reports.at(-1)).toEqual({
    type: 'nothing-to-do',
    reason: 'written by the app as it started',
    files: [changed('page.html')],
  });
  const last = fake.state().current?.run ?? 0;
  // Later, it is a person's.
  fake.clock.pass(5000);
  fake.save(changed('page.html'));
  await waitFor(isReady(fake, last + 1));
});

test('an env file or a source that is saved at every start is no work of the app’s', async () => {
  const fake = createFakeSession({ config: 'env_files = [".env"]\n' });
  fake.session.start();
  for (let run = 1; run < 15; run++) {
    await waitFor(isReady(fake, run));
    fake.clock.pass(40);
    fake.save(changed(run % 2 === 0 ? '.env' : 'main.go'));
  }
  await waitFor(isReady(fake, 15));
  expect(notices(fake).filter((message) => message.startsWith('the app writes'))).toEqual([]);
});

test('what a hook wrote for the app to read restarts it, and builds nothing', async () => {
  const fake = createFakeSession({ config: '[build]\npre_cmd = ["make css"]\n', hooks: true });
  fake.session.start();
  const builds = () => fake.reports.filter(({ type }) => type === 'build-started').length;
  const isLearned = () => notices(fake).some((message) => message.startsWith('every build writes site.css'));
  for (let build = 0; build < 20 && !isLearned(); build++) {
    await waitFor(() => fake.commands.length > build);
    fake.clock.pass(100);
    fake.save(changed('site.css'));
    fake.clock.pass(100);
    fake.commands.at(-1)?.end();
    await waitFor(() => fake.commands.length > build + 1 || fake.state().build.id === 'idle');
  }
  expect(isLearned()).toBe(true);
  const before = builds();
  await waitFor(() => fake.state().current?.id === 'ready');
  expect(builds()).toBe(before);
});

test('what was saved while gorl was stopped is not measured: it waited for a person', async () => {
  const fake = createFakeSession();
  fake.session.start();
  await waitFor(isReady(fake, 1));
  fake.session.rescan();
  fake.save(changed('main.go'));
  await waitFor(isReady(fake, 2));
  fake.clock.pass(1000);
  fake.save(changed('main.go'));
  await waitFor(isReady(fake, 3));
  const measured = fake.reports.flatMap((each) => (each.type === 'process-ready' ? ['sinceSaveMs' in each] : []));
  expect(measured).toEqual([false, false, true]);
});
