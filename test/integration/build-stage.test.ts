import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CommandSpec, RunningCommand } from '../../src/engine/ports.ts';
import { isBuildLabel } from '../../src/go/build/shell-steps.ts';
import { createLinkLook } from '../../src/process/commands/link-look.ts';
import type { ProcessTable } from '../../src/process/tree/process-table.ts';
import { buildStage } from '../../src/session/build-stage.ts';
import { createProcessHost } from '../../src/session/process-host.ts';
import { tempProject } from '../support/temp-project.ts';
import { waitFor } from '../support/wait-for.ts';

const host = createProcessHost(() => {});
const label = 'app/build-1';

/** Programs by names of the test's choice: they say so and wait until they are killed. */
const project = tempProject({
  'wait.cjs': "require('node:fs').writeSync(1, 'waits\\n'); setInterval(() => {}, 1000);",
  // Starts the rest of its words, as a child that is not its only one.
  start: 'sleep 1000 &\n"$@" &\nwait\n',
  'go.mod': 'module example.com/linked\n\ngo 1.19\n',
  'main.go': 'package main\n\nfunc main() {}\n',
  'goroot/pkg/tool/linux_amd64/': '',
  'bin/': '',
});
const program = (name: string): string => {
  symlinkSync(process.execPath, project.at(name));
  return project.at(name);
};
const linker = program('goroot/pkg/tool/linux_amd64/link');
const compiler = program('goroot/pkg/tool/linux_amd64/compile');
const linkedList = program('bin/linked-link');
const shellOfTool = project.at('goroot/pkg/tool/linux_amd64/cgo');
symlinkSync('/bin/sh', shellOfTool);

const exact = (): ProcessTable | undefined => (host.table?.exact === true ? host.table : undefined);

beforeEach((context) => {
  if (exact() === undefined) context.skip('needs /proc');
});
afterEach(() => host.commands.killAll());
afterAll(() => {
  host.guardian.quit();
  project.remove();
});

function start(args: readonly string[], more: Partial<CommandSpec> = {}): RunningCommand {
  const [file = '', ...rest] = args;
  const env = { ...(process.env as Record<string, string>), GOFLAGS: '' };
  return host.commands.start({ command: { type: 'argv', file, args: rest }, cwd: project.dir, env, label, ...more });
}

/** Resolves when the last of these programs runs. */
async function run(args: readonly string[], more: Partial<CommandSpec> = {}): Promise<number> {
  let said = '';
  const command = start([...args, project.at('wait.cjs')], { ...more, onOutput: (text) => void (said += text) });
  await waitFor(() => said.includes('waits'));
  return command.pid ?? 0;
}

const shell = ['/bin/sh', project.at('start')];

describe.each([
  ['threads name their children', true],
  ['only the table knows them', false],
])('where %s', (_, hasChildren) => {
  const looks = (pid: number): boolean =>
    createLinkLook({ builds: () => [pid], table: exact() as ProcessTable, hasChildren })();

  test.each<[string, readonly string[], boolean]>([
    ['the linker of the go command', [...shell, linker], true],
    ["the linker below a command of the user's own", [...shell, ...shell, ...shell, ...shell, linker], true],
    ['a compiler', [...shell, compiler], false],
    ['a program with such an end of its name', [...shell, linkedList], false],
    ['whatever a tool of Go runs, which is not looked at', [...shell, shellOfTool, project.at('start'), linker], false],
  ])('%s', async (name, args, isLinking) => {
    expect(looks(await run(args)), name).toBe(isLinking);
  });
  test('nobody, once it has ended', async () => {
    const command = start(['true']);
    await command.ended;
    expect(looks(command.pid ?? 0)).toBe(false);
  });
});

test.each([
  [true, 250],
  [false, 1000],
])('an answer holds for a while (children named: %s)', (hasChildren, heldMs) => {
  let nowMs = 10_000;
  let asked = 0;
  const builds = (): number[] => {
    asked += 1;
    return [];
  };
  const look = createLinkLook({ builds, table: { rows: () => [] }, hasChildren, nowMs: () => nowMs });
  look();
  nowMs += heldMs - 1;
  look();
  expect(asked).toBe(1);
  nowMs += 1;
  look();
  expect(asked).toBe(2);
});

test('the real go command links', async () => {
  // The linker waits for its list of packages: nobody ever writes to the pipe that this is to come from.
  const pipe = project.at('packages');
  execFileSync('mkfifo', [pipe]);
  const stage = buildStage(host);
  expect(stage()).toBeUndefined();
  const { ended } = start(['go', 'build', `-ldflags=-importcfg=${pipe}`, '-o', project.at('linked'), '.']);
  let result = '';
  void ended.then(({ output }) => (result = `ended: ${output}`));
  await waitFor(() => result !== '' || stage() === 'link', { timeoutMs: 120_000 });
  expect(result).toBe('');
  await host.commands.killAll();
  await waitFor(() => stage() === undefined);
});

test('what a hook or a rule links is not the build', async () => {
  await run([...shell, linker], { label: 'app/pre_cmd' });
  await run([...shell, linker], { label: 'app/generate-0' });
  await run([...shell, linker], { label: 'rule-build-1' });
  expect(host.commands.groups(isBuildLabel)).toEqual([]);
  const pid = await run([...shell, linker]);
  expect(host.commands.groups(isBuildLabel)).toEqual([pid]);
  expect(host.commands.groups()).toHaveLength(4);
});

test('nobody is asked where there is no /proc', async () => {
  await run([...shell, linker]);
  const stages = [{ ...(exact() as ProcessTable), exact: false }, undefined].map((table) =>
    buildStage({ commands: host.commands, table }),
  );
  const told = (): readonly unknown[] => stages.map((stage) => stage());
  // Whatever they load, they begin before this one.
  expect(told()).toEqual([undefined, undefined]);
  const stage = buildStage(host);
  await waitFor(() => stage() === 'link');
  expect(told()).toEqual([undefined, undefined]);
});
