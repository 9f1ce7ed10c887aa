import { expect, test } from 'vitest';
import { changed, root } from '../../support/fake-session.ts';
import { isReady, running } from '../../support/running-session.ts';
import { waitFor } from '../../support/wait-for.ts';
import { recorded } from '../go/corpus.ts';

test('the app runs what the newest build made, with the words of config and command line', async () => {
  const fake = await running({ config: '[build]\nargs_bin = ["-v"]\n', args: ['serve'] });
  fake.save(changed('main.go'));
  await waitFor(isReady(fake, 2));
  const generation = fake.state().current?.artifact.generation;
  expect(generation).toBeGreaterThan(1);
  expect(fake.specs.map(({ file, args, binary }) => ({ file, args, binary }))).toEqual(
    [1, generation].map((each) => {
      const file = `${root}/tmp/.gorl/${each}/api`;
      return { file, args: ['-v', 'serve'], binary: file };
    }),
  );
  expect(fake.specs[0]).toMatchObject({ cwd: root, env: { HOME: '/home/ann' } });
});

test('it is started from where its build was put', async () => {
  const { specs } = await running({ placedAt: (generation) => `${root}/bin/api-${generation}` });
  expect(specs.map(({ file }) => file)).toEqual([`${root}/bin/api-1`]);
});

test('its builder may not remove what is run or wanted', async () => {
  const fake = await running();
  expect(fake.requests[0]?.inUse).toEqual([]);
  fake.save(changed('main.go'));
  await waitFor(isReady(fake, 2));
  expect([...new Set(fake.requests[1]?.inUse)]).toEqual([1]);
});

test('a build is asked for with the plan of its moment', async () => {
  const fake = await running({ config: '[build]\npre_cmd = ["one"]\n' });
  fake.rewriteConfig('[build]\npre_cmd = ["two"]\n');
  fake.save(changed('.air.toml'));
  await waitFor(() => fake.requests.length > 1);
  expect(fake.requests.map(({ plan }) => plan.preCmd)).toEqual([['one'], ['two']]);
  expect(fake.requests[1]?.plan.project).toEqual([root, root]);
});

test('while the project is away, nothing is started', async () => {
  const fake = await running();
  fake.files.state.identity = undefined;
  fake.session.ask({ type: 'restart', by: { type: 'key', key: 'r' } });
  await waitFor(() => fake.refused.size > 0);
  expect([...fake.refused.values()].map(String)).toEqual([`Error: the project directory is gone: ${root}`]);
});

test('post_cmd runs as the config says at the end, before the app is stopped', async () => {
  const fake = await running({ config: '[build]\npost_cmd = ["echo bye"]\n' });
  fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
  await waitFor(() => fake.commands.length > 0);
  expect(fake.commands[0]).toMatchObject({ line: 'echo bye', spec: { cwd: root, env: { HOME: '/home/ann' } } });
  expect(fake.state().current?.id).toBe('ready');
  fake.commands[0]?.end();
  await waitFor(() => fake.exits.length > 0);
  expect(fake.exits).toEqual([0]);
});

test('post_cmd that does not end is given up after its time', async () => {
  const fake = await running({ config: '[build]\npost_cmd = ["sleep 100"]\nkill_delay = "1s"\n' });
  fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
  await waitFor(() => fake.commands.length > 0);
  fake.clock.pass(7400);
  expect(fake.commands[0]?.killed).toBe(false);
  fake.clock.pass(200);
  await waitFor(() => fake.exits.length > 0);
  expect(fake.commands[0]?.killed).toBe(true);
});

test('what the app prints is read as Go', async () => {
  const {
    services: [service],
    crashReaders: [reader],
  } = await running();
  reader?.push('panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/p/main.go:4 +0x2c\n');
  expect(await reader?.finish({ type: 'code', code: 2 })).toMatchObject({
    message: 'panic: boom',
    location: { file: 'main.go', line: 4 },
  });
  const dump = service?.goroutineReader?.(recorded('go1.26.8', 'dump'));
  expect(dump?.goroutines.length).toBeGreaterThan(0);
});

test('that the app listens is remembered where the config says, by what it is started with', async () => {
  const fake = await running({ args: ['serve'] });
  expect(fake.specs[0]?.listening).toEqual({ file: `${root}/tmp/gorl-state.json`, target: 'api', args: ['serve'] });
  fake.rewriteConfig('tmp_dir = "out"\n');
  fake.save(changed('.air.toml'));
  await waitFor(() => fake.specs.length > 1);
  expect(fake.specs[1]?.listening?.file).toBe(`${root}/out/gorl-state.json`);
});
