import { readdir } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { lateTickMs } from '../base/file-times.ts';
import { pathBelow, resolved } from '../base/paths.ts';
import type { Loop, StampedEvent } from '../engine/loop.ts';
import type { Reporter } from '../engine/ports.ts';
import type { ProcessEvent } from '../engine/service/event.ts';
import type { Instance, State } from '../engine/service/state.ts';
import type { ProgramFiles } from '../go/graph/program-files.ts';
import { mayJoinPackage } from '../go/packages/source-names.ts';
import { isAtEnd } from '../process/io/stdin-end.ts';
import type { Adapters } from './adapters.ts';
import { codeRoots } from './service-plan/code-context.ts';
import type { Subject } from './service-plan/subject.ts';

export interface EmptyStdinDeps {
  readonly loop: Pick<Loop, 'subscribe' | 'state' | 'history'>;
  readonly reporter: Reporter;
  readonly adapters: Pick<Adapters, 'stdin' | 'ttys'> & {
    readonly files: Pick<Adapters['files'], 'readSource' | 'writtenAt'>;
  };
  readonly subject: () => Subject;
  /** Undefined as long as nothing is known of it. */
  readonly program: () => ProgramFiles | undefined;
}

type ExitEvent = Extract<ProcessEvent, { type: 'process-exited' }>;

/**
 * Says once in a session that the app ended because there was nothing for it to read: its exit alone, with code 0 at
 * every save, does not say why. Looks into the sources only after an end that may be of that kind.
 */
export class EmptyStdinHint {
  readonly #deps: EmptyStdinDeps;
  readonly #hasEnded: typeof isAtEnd;
  #isTold = false;
  /** What was found to read no stdin: a build, by what was known of its sources. */
  #readsNothing: string | undefined;

  constructor(deps: EmptyStdinDeps, hasEnded = isAtEnd) {
    this.#deps = deps;
    this.#hasEnded = hasEnded;
  }

  /** Call when a short run has ended, with the state that this led to. */
  async exited(event: ExitEvent, state: State): Promise<void> {
    const { loop, reporter, adapters, subject, program } = this.#deps;
    const { artifact } = endedByItself(event, state) ?? {};
    if (this.#isTold || artifact === undefined || hasListened(event.run, loop.history())) return;
    const lack = whyNoTerminal(adapters.ttys, subject());
    if (lack === undefined) return;
    const files = program();
    const build = `${artifact.generation} ${files === undefined}`;
    if (build === this.#readsNothing) return;
    if (!(await this.#readsStdin(files, startOf(event, loop.history())))) return void (this.#readsNothing = build);
    if (adapters.stdin === 'inherit' && !(await this.#hasEnded(0))) return;
    if (this.#isTold || loop.state().lifecycle.id !== 'up') return;
    this.#isTold = true;
    const livedMs = Math.round(event.livedMs);
    reporter.report({
      type: 'notice',
      level: 'info',
      message: `the app reads stdin, which is at its end: it ended ${livedMs} ms after its start`,
      hint: adapters.stdin === 'inherit' ? pipeHint : terminalHints[lack],
    });
  }

  /** @param startedAtMs what was written after it is not in the build that ran; Unix ms */
  async #readsStdin(program: ProgramFiles | undefined, startedAtMs: number): Promise<boolean> {
    const { files } = this.#deps.adapters;
    const subject = this.#deps.subject();
    for (const file of program === undefined ? await mainSources(subject) : ownSources(subject, program)) {
      const isEvidence = mentionsStdin.test(files.readSource(file) ?? '');
      if (isEvidence && files.writtenAt(file) < startedAtMs - lateTickMs) return true;
      // There may be thousands, and saves do not wait for a hint.
      await setImmediate();
    }
    return false;
  }
}

/** What was killed, could not be started, or left a report of its crash has a reason that is told anyway. */
function endedByItself({ run, end, diagnostic }: ExitEvent, { current, candidate }: State): Instance | undefined {
  const instance = [current, candidate].find((each) => each?.run === run);
  const isOwnEnd = instance !== undefined && 'why' in instance && instance.why === 'exited';
  return isOwnEnd && end.type === 'code' && diagnostic === undefined ? instance : undefined;
}

function hasListened(run: number, history: readonly StampedEvent[]): boolean {
  return history.some(({ event }) => 'ports' in event && event.run === run && event.ports.length > 0);
}

/** When that run began; Unix ms. */
function startOf(exit: ExitEvent, history: readonly StampedEvent[]): number {
  const { atMs = 0 } = history.find(({ event }) => event === exit) ?? {};
  return atMs - exit.livedMs;
}

const mentionsStdin = /\b(?:os\.Stdin\b|fmt\.Scan|syscall\.Stdin\b)/;

const pipeHint = 'run gorl in a terminal, or pipe in what the app is to read; only the first run gets what is piped in';

/** Where gorl has the keyboard. */
const terminalHints = {
  unwanted: '[app] tty = true gives it a terminal to read from',
  impossible: 'gorl doctor says why it has no terminal to read from',
  elsewhere: "pipe in what it is to read, or keep gorl's stdin, stdout, and stderr all at a terminal",
} as const;

/** Undefined: the app has a terminal of its own. */
function whyNoTerminal(ttys: Adapters['ttys'], { project }: Subject): keyof typeof terminalHints | undefined {
  if (ttys === undefined) return 'elsewhere';
  if (!project.loaded.settings['app.tty']) return 'unwanted';
  return ttys.reason === undefined ? undefined : 'impossible';
}

/** Of the main module and the workspace: what others wrote mentions stdin for other programs. */
function ownSources(subject: Subject, { graph }: ProgramFiles): readonly string[] {
  const roots = codeRoots(subject).map(resolved);
  const isOwn = (dir: string): boolean =>
    roots.some((root) => pathBelow(dir, root)?.split('/').includes('vendor') === false);
  return graph.packages
    .filter(({ dir }) => isOwn(resolved(dir)))
    .flatMap(({ dir, files }) => files.filter((name) => name.endsWith('.go')).map((name) => join(dir, name)));
}

/** All that is known before the go command has answered: the files beside `main`, if it is a directory that is built. */
async function mainSources({ project, launch }: Subject): Promise<readonly string[]> {
  const [first = '', ...more] = launch.listed?.packages ?? [];
  const isPath = first.startsWith('.') || isAbsolute(first);
  if (first.endsWith('.go')) return [first, ...more].map((file) => resolve(project.cwd, file));
  if (!isPath || more.length > 0) return [];
  const dir = resolve(project.cwd, first);
  const names = await readdir(dir).catch(() => []);
  return names.filter((name) => name.endsWith('.go') && mayJoinPackage(name)).map((name) => join(dir, name));
}
