import { afterEach, expect, test } from 'vitest';
import type { StampedEvent } from '../../../src/engine/loop.ts';
import type { ProcessEvent } from '../../../src/engine/service/event.ts';
import { initialState, type Instance, type State } from '../../../src/engine/service/state.ts';
import { ProgramFiles } from '../../../src/go/graph/program-files.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { EmptyStdinHint, type EmptyStdinDeps } from '../../../src/session/empty-stdin-hint.ts';
import { watchShortRuns } from '../../../src/session/short-runs.ts';
import { machineOptions } from '../../../src/session/service-plan/machine-options.ts';
import type { Subject } from '../../../src/session/service-plan/subject.ts';
import { projectFiles } from '../../../src/session/project-files.ts';
import { graphOf, packageOf } from '../../support/program-graph.ts';
import { subjectOf } from '../../support/subject-of.ts';
import { waitFor } from '../../support/wait-for.ts';
import { tempProject, type TempProject } from '../../support/temp-project.ts';

let project: TempProject | undefined;
afterEach(() => project?.remove());

type Exit = Extract<ProcessEvent, { type: 'process-exited' }>;

const reading = 'package main\n\nvar in = bufio.NewReader(os.Stdin)\n';

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: string;
  /** Where gorl runs; default: above all files. */
  readonly root?: string;
  /** Directories of packages, each with an `a.go`; default: nothing is known. */
  readonly program?: readonly string[];
  readonly packages?: readonly string[];
  readonly ttys?: EmptyStdinDeps['adapters']['ttys'];
  readonly inherits?: boolean;
  /** Of a stdin that is inherited. */
  readonly isOpen?: boolean;
  readonly end?: Partial<Exit>;
  readonly why?: 'exited' | 'replace';
  readonly ports?: readonly number[];
  readonly isEnding?: boolean;
  /** The sources were written while the app ran. */
  readonly isEdited?: boolean;
}

/** A session in which runs end; what is said, and how often a source was read. */
function session(given: Case) {
  project = tempProject(given.files ?? { 'main.go': reading });
  const dir = project.at(given.root ?? '.');
  const state: State = {
    ...initialState(machineOptions(subjectOf('').project, false)),
    ...(given.isEnding === true ? { lifecycle: { id: 'down' } } : {}),
  };
  const plain = subjectOf(given.config ?? '');
  const listed = { goFile: '/go', flags: [], packages: given.packages ?? ['.'] };
  const subject: Subject = {
    project: { ...plain.project, cwd: dir, root: dir },
    launch: { ...plain.launch, listed },
  };
  const packages = given.program?.map((rel) => packageOf(rel, { dir: project?.at(rel) ?? '' }));
  const reports: Report[] = [];
  let reads = 0;
  let program = packages && new ProgramFiles(graphOf(packages));
  const history: StampedEvent[] = [];
  const { ttys } = given;
  const listeners: ((event: ProcessEvent, state: State) => void)[] = [];
  const deps: EmptyStdinDeps = {
    loop: { subscribe: (listener) => void listeners.push(listener), state: () => state, history: () => history },
    reporter: { report: (report) => void reports.push(report) },
    adapters: {
      stdin: given.inherits === true ? 'inherit' : 'ignore',
      ...(ttys === undefined ? {} : { ttys }),
      files: {
        writtenAt: projectFiles.writtenAt,
        readSource(path) {
          reads += 1;
          return projectFiles.readSource(path);
        },
      },
    },
    subject: () => subject,
    program: () => program,
  };
  const hint = new EmptyStdinHint(deps, () => Promise.resolve(given.isOpen !== true));
  const ended = (run: number, generation = run, more: Partial<Exit> = {}): Promise<void> => {
    const ready: ProcessEvent = { type: 'process-ready', run, ports: given.ports ?? [], startMs: 1 };
    const end = { type: 'code', code: 0 } as const;
    const exit: Exit = { type: 'process-exited', run, end, livedMs: 12.4, ...given.end, ...more };
    const atMs = Date.now() + (given.isEdited === true ? 0 : 5000);
    for (const event of [ready, exit]) history.push({ service: 'app', atMs, event });
    const current: Instance = { run, artifact: { generation }, timing: {}, id: 'stopping', why: given.why ?? 'exited' };
    for (const listener of listeners) listener(exit, { ...state, current });
    return hint.exited(exit, { ...state, current });
  };
  return {
    deps,
    ended,
    reports,
    reads: () => reads,
    know: (...dirs: readonly string[]) =>
      (program = new ProgramFiles(graphOf(dirs.map((rel) => packageOf(rel, { dir: project?.at(rel) ?? '' }))))),
  };
}

async function told(given: Case): Promise<readonly Report[]> {
  const { ended, reports } = session(given);
  await Promise.all([ended(1), ended(2)]);
  await ended(3);
  return reports;
}

const terminals = (reason?: string): EmptyStdinDeps['adapters']['ttys'] => ({ prepared: (then) => then(), reason });

test.each<[string, Case, string]>([
  [
    'gorl has the keyboard, and not all of its streams are a terminal',
    {},
    "pipe in what it is to read, or keep gorl's stdin, stdout, and stderr all at a terminal",
  ],
  [
    'nobody wants a terminal for the app',
    { ttys: terminals(), config: '[app]\ntty = false\n' },
    '[app] tty = true gives it a terminal to read from',
  ],
  ['there can be none', { ttys: terminals('no ptys') }, 'gorl doctor says why it has no terminal to read from'],
  [
    'stdin is what gorl has, and at its end',
    { inherits: true },
    'run gorl in a terminal, or pipe in what the app is to read; only the first run gets what is piped in',
  ],
])('told once, with what to do: %s', async (_name, given, hint) => {
  expect(await told(given)).toEqual([
    {
      type: 'notice',
      level: 'info',
      message: 'the app reads stdin, which is at its end: it ended 12 ms after its start',
      hint,
    },
  ]);
});

test.each<[string, Case]>([
  ['the app has a terminal of its own', { ttys: terminals() }],
  ['more may come', { inherits: true, isOpen: true }],
  ['gorl asked it to end', { why: 'replace' }],
  ['it listened', { ports: [8080] }],
  ['it was killed', { end: { end: { type: 'signal', signal: 'SIGKILL' } } }],
  ['it could not be started', { end: { end: { type: 'spawn-failed', message: 'no' } } }],
  ['it crashed', { end: { diagnostic: { severity: 'error', source: 'panic', message: 'panic: boom', notes: [] } } }],
  ['the sources are newer than the build', { isEdited: true }],
  ['gorl is at its end too', { isEnding: true }],
])('nothing is said where %s', async (_name, given) => {
  expect(await told(given)).toEqual([]);
});

test.each<[boolean, string, Case]>([
  [true, 'a failing end', { end: { end: { type: 'code', code: 1 } } }],
  [true, 'fmt.Scanln', { files: { 'main.go': 'fmt.Scanln(&name)' } }],
  [true, 'syscall.Stdin', { files: { 'main.go': 'term.ReadPassword(syscall.Stdin)' } }],
  [false, 'fmt.Sscan', { files: { 'main.go': 'fmt.Sscan(text, &name)' } }],
  [false, 'nothing of it', { files: { 'main.go': 'package main' } }],
  [true, 'a file beside main', { files: { 'main.go': '', 'read.go': reading } }],
  [false, 'a test', { files: { 'main.go': '', 'a_test.go': reading } }],
  [true, 'the package that is built', { files: { 'cmd/a/main.go': reading }, packages: ['./cmd/a'] }],
  [false, 'another program', { files: { 'cmd/a/main.go': '', 'cmd/b/main.go': reading }, packages: ['./cmd/a'] }],
  [true, 'a file that is built', { files: { 'x.go': reading }, packages: ['x.go'] }],
  [false, 'a file that is not', { files: { 'x.go': '', 'y.go': reading }, packages: ['x.go'] }],
  [
    false,
    'a package that is named by its path',
    { files: { 'example.com/a/main.go': reading }, packages: ['example.com/a'] },
  ],
  [true, 'a package of the program', { files: { 'a.go': '', 'in/a.go': reading }, program: ['.', 'in'] }],
  [false, 'a vendored one', { files: { 'a.go': '', 'vendor/x/a.go': reading }, program: ['.', 'vendor/x'] }],
  [
    false,
    'one of another module',
    { files: { 'own/a.go': '', 'lib/a.go': reading }, root: 'own', program: ['own', 'lib'] },
  ],
])('%s: %s', async (isTold, _name, given) => {
  expect((await told(given)).length).toBe(isTold ? 1 : 0);
});

test('a build that reads no stdin is looked into once, and again when more is known of it', async () => {
  const { ended, reads, know, reports } = session({ files: { 'a.go': '', 'in/a.go': reading } });
  for (const run of [1, 2]) await ended(run, 1);
  expect(reads()).toBe(1);
  know('.', 'in');
  await ended(3, 1);
  expect([reads(), reports.length]).toEqual([3, 1]);
});

test('runs of a second are not looked into', async () => {
  const { deps, ended, reports } = session({ isEnding: true });
  const said: Report[] = [];
  const up = { ...deps.loop.state(), lifecycle: { id: 'up' } } as const;
  watchShortRuns({
    ...deps,
    loop: { ...deps.loop, state: () => up },
    reporter: { report: (report) => void said.push(report) },
  });
  await ended(1, 1, { livedMs: 1000 });
  await ended(2, 2, { livedMs: 999 });
  await waitFor(() => said.length > 0);
  expect([said, reports]).toEqual([
    [expect.objectContaining({ message: expect.stringContaining('it ended 999 ms after') })],
    [],
  ]);
});
