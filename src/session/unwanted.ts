import { isFile } from '../base/what-is-there.ts';
import { relativeTo } from '../base/paths.ts';
import type { Reporter } from '../engine/ports.ts';
import type { PathFilter } from '../watch/scope/watch-scope.ts';

/** Nobody expects a save of these to do anything. */
const ofItself = /^(?:editor noise|written by gorl|tmp_dir|the binary)$/;
/** A generator may write any number of files that are ignored. */
const mostTold = 1000;

/** Says of a source that is saved and not wanted why that is so: once per file and reason. */
export class Unwanted {
  readonly #reporter: Reporter;
  readonly #isSource: (path: string) => boolean;
  readonly #told = new Set<string>();

  constructor(reporter: Reporter, isSource: (path: string) => boolean) {
    this.#reporter = reporter;
    this.#isSource = isSource;
  }

  saved(path: string, filter: PathFilter): void {
    if (!this.#isSource(path)) return;
    const verdict = filter.file(path);
    if (verdict.watch || ofItself.test(verdict.because)) return;
    const reason = reasonFor(path, verdict.because, filter);
    const key = `${path}\n${reason}`;
    if (this.#told.has(key) || this.#told.size >= mostTold || !isFile(path)) return;
    this.#told.add(key);
    const rel = relativeTo(filter.root)(path);
    this.#reporter.report({ type: 'nothing-to-do', reason, files: [{ path, rel, kind: 'modified' }] });
  }
}

function reasonFor(path: string, because: string, filter: PathFilter): string {
  if (because === '.gitignore') return `ignored by ${filter.ignoredBy(path) ?? because}`;
  if (path.endsWith('_test.go') && because.startsWith('exclude_regex')) return 'only tests changed';
  if (because.startsWith('its directory')) return 'no part of the program';
  return `left out by ${because}`;
}
