import { defined } from '../base/defined.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Reporter } from '../engine/ports.ts';
import type { ConfigChange } from './config-change.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { ProjectFiles } from './project-files.ts';
import type { Subject } from './service-plan/subject.ts';
import { noTmpDir } from '../go/build/tmp-dir.ts';

/** What came of reading the config again. */
export type Reloaded<S = Subject> =
  | {
      readonly type: 'ok';
      readonly subject: S;
      /** Its warnings are others than last time. */
      readonly news: boolean;
    }
  | { readonly type: 'rejected'; readonly file: string; readonly diagnostics: readonly Diagnostic[] };

export interface ReloadDeps<S extends Pick<Subject, 'project'>> {
  /** Reads the config and finds the program again. */
  readonly read: () => Promise<Reloaded<S>>;
  readonly subject: () => S;
  readonly compare: (before: S, after: S) => ConfigChange;
  /** What is run, for people. */
  readonly target: (subject: S) => string;
  /** What the end of gorl ended is no fault of the config's. */
  readonly isEnding: () => boolean;
  /** Whatever is there now counts as reported: only what changes from now on is a change. */
  readonly settle: () => void;
  /** Absolute: directories that have to be there. */
  readonly tmpDirs: (subject: S) => readonly string[];
  readonly files: Pick<ProjectFiles, 'makeTmpDir' | 'identityOf' | 'stampOf'>;
  readonly reporter: Reporter;
  /** The new config takes effect; what has not changed may stay as it is. Must not wait for anything. */
  readonly adopt: (after: S, change: ConfigChange, announce: () => void) => void;
}

function changedNames({ changed, routes, rules, generators, services }: ConfigChange): string[] {
  const tables = services.map((name) => `services.${name}`);
  return [
    ...changed,
    ...(routes ? ['proxy.routes'] : []),
    ...(rules ? ['build.rules'] : []),
    ...(generators ? ['build.generate'] : []),
    ...tables,
  ];
}

/** Returns what is to be called when a config file has changed: it is read again, one reading at a time. */
export function createReload<S extends Pick<Subject, 'project'>>(deps: ReloadDeps<S>): () => void {
  let rejected = false;

  const reject = (file: string, diagnostics: readonly Diagnostic[]): void => {
    rejected = true;
    deps.reporter.report({ type: 'config-rejected', file, diagnostics });
  };

  const accept = (after: S, news: boolean): void => {
    const repaired = rejected;
    rejected = false;
    const before = deps.subject();
    const change = deps.compare(before, after);
    if (changedNames(change).length === 0 && !news && !repaired) return;
    deps.adopt(after, change, () => announce(before, after, change, news));
  };

  const announce = (before: S, after: S, change: ConfigChange, news: boolean): void => {
    const { project } = after;
    const [was, target] = [before, after].map((each) => deps.target(each));
    deps.reporter.report({
      type: 'config-reloaded',
      file: project.file?.shown ?? 'defaults',
      changed: changedNames(change),
      ...(was === target ? {} : defined({ target })),
    });
    if (news && project.diagnostics.length > 0)
      deps.reporter.report({ type: 'problems', diagnostics: project.diagnostics });
  };

  const readAgain = oneAtATime(async () => {
    const { configFiles } = deps.subject().project;
    const stamps = (): string => configFiles.map((path) => deps.files.stampOf(path)).join('\n');
    const before = stamps();
    const reloaded = await deps.read();
    if (deps.isEnding()) return;
    // The watcher last saw another file, perhaps: if that comes back now, no comparison would tell.
    deps.settle();
    if (stamps() !== before) readAgain();
    if (reloaded.type === 'rejected') return reject(reloaded.file, reloaded.diagnostics);
    const { project } = reloaded.subject;
    // It was moved away while the config was read: what is in it is reported again when it is back.
    if (deps.files.identityOf(project.root) === undefined) return;
    for (const dir of deps.tmpDirs(reloaded.subject)) {
      try {
        deps.files.makeTmpDir(dir);
      } catch (error) {
        return reject(project.file?.shown ?? 'defaults', [noTmpDir(dir, error)]);
      }
    }
    accept(reloaded.subject, reloaded.news);
  });
  return readAgain;
}
