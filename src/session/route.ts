import { mergeFiles, type FileChange } from '../protocol/change.ts';
import type { Batch } from '../engine/batch.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Event } from '../engine/service/event.ts';
import type { State } from '../engine/service/state.ts';
import { isGoSource, planAction, type Plan } from './plan.ts';
import type { Clock } from './adapters.ts';
import { AppWrites } from './own-writes/app-writes.ts';
import { OwnWrites } from './own-writes/own-writes.ts';
import { ProjectDirectory } from './project-directory.ts';
import type { ProjectFiles } from './project-files.ts';
import type { Project } from './service-plan/project.ts';
import { envFilesOf } from './service-plan/watched.ts';

export interface RouterDeps {
  readonly project: () => Project;
  readonly reporter: Reporter;
  readonly files: ProjectFiles;
  readonly clock: Pick<Clock, 'now'>;
  /** The service's machine. */
  readonly dispatch: (event: Event) => void;
  readonly state: () => Pick<State, 'paused' | 'build'>;
  /** The index of the build rule that a file belongs to. */
  readonly ruleOf: (path: string) => number | undefined;
  readonly runRule: (rule: number, files: readonly FileChange[]) => void;
  readonly configChanged: () => void;
}

/** Takes changed files to their owners: the config, a build rule, a build's own work, or the service's machine. */
export class Router {
  readonly ownWrites = new OwnWrites();
  readonly #appWrites = new AppWrites();
  readonly #directory: ProjectDirectory;
  readonly #deps: RouterDeps;
  /** Of the config and of rules, while paused; the machine holds the others itself. */
  #held: readonly FileChange[] = [];
  /** Unix ms until which gorl was stopped as a job: a save from that time waited for a person. */
  #stoppedUntilMs = 0;

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#directory = new ProjectDirectory(deps.files, deps.reporter);
  }

  /** Gorl starts: the project is there. */
  begin(): void {
    this.#directory.isThere(this.#deps.project());
  }

  /** What happened in the service's machine. */
  observe(event: Event, { paused }: Pick<State, 'paused'>): void {
    if (event.type === 'process-started') this.#appWrites.started(this.#deps.clock.now());
    if (event.type === 'pause-toggled' && !paused) this.#releaseHeld();
  }

  changed(files: readonly FileChange[], savedAtMs: number): void {
    const batch = this.#plan(files, savedAtMs) ?? this.#endsBuild(files);
    if (batch !== undefined) this.#deps.dispatch({ type: 'files-changed', batch });
  }

  /** gorl was stopped, by Ctrl-Z, and goes on. */
  wentOn(): void {
    this.#stoppedUntilMs = this.#deps.clock.now();
  }

  /** Config and rule files are taken out and acted on; the rest asks for something, or says why not. */
  #plan(files: readonly FileChange[], savedAtMs: number): Batch | undefined {
    // All that is in it is told again when it is back.
    if (!this.#directory.isThere(this.#deps.project())) return undefined;
    const rest = this.#withoutAppWrites(
      this.#withoutOwnWrites(this.#withoutRuleFiles(this.#withoutConfigFiles(files))),
    );
    return rest.length === 0 ? undefined : this.#batchOf(rest, savedAtMs);
  }

  /** A build that goes on while its project is gone would make the way to its output anew: go build does. */
  #endsBuild(files: readonly FileChange[]): Batch | undefined {
    if (this.#deps.state().build.id !== 'building' || this.#directory.isThere(this.#deps.project())) return undefined;
    return { action: 'rebuild', cause: { type: 'files', files } };
  }

  #batchOf(files: readonly FileChange[], savedAtMs: number): Batch | undefined {
    const { action, reason, mayWait } = this.#actionFor(files);
    if (action !== undefined) {
      this.#appWrites.asked(files);
      return {
        action,
        cause: { type: 'files', files },
        ...(savedAtMs > this.#stoppedUntilMs ? { savedAtMs: Math.round(savedAtMs) } : {}),
        ...(mayWait === undefined ? {} : { mayWait }),
      };
    }
    this.#deps.reporter.report({ type: 'nothing-to-do', reason, files });
    return undefined;
  }

  #withoutConfigFiles(files: readonly FileChange[]): readonly FileChange[] {
    const { configFiles } = this.#deps.project();
    const rest = files.filter((file) => !configFiles.includes(file.path));
    if (rest.length === files.length) return files;
    if (this.#deps.state().paused) this.#hold(files.filter((file) => configFiles.includes(file.path)));
    else this.#deps.configChanged();
    return rest;
  }

  /** Files of a build rule start its command, and ask for nothing else; the first rule that they match counts. */
  #withoutRuleFiles(files: readonly FileChange[]): readonly FileChange[] {
    const ofRules = new Map<number, FileChange[]>();
    const rest: FileChange[] = [];
    for (const file of files) {
      const rule = this.#deps.ruleOf(file.path);
      if (rule === undefined) rest.push(file);
      else ofRules.set(rule, [...(ofRules.get(rule) ?? []), file]);
    }
    if (this.#deps.state().paused) this.#hold([...ofRules.values()].flat());
    else for (const [rule, changed] of ofRules) this.#deps.runRule(rule, changed);
    return rest;
  }

  #hold(files: readonly FileChange[]): void {
    if (files.length > 0) this.#deps.reporter.report({ type: 'files-held', files });
    this.#held = mergeFiles(this.#held, files);
  }

  #releaseHeld(): void {
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) this.changed(held, this.#deps.clock.now());
  }

  #actionFor(files: readonly FileChange[]): Plan {
    const project = this.#deps.project();
    const { origins, settings } = project.loaded;
    const testsCount = origins['build.exclude_regex'].type !== 'default';
    return planAction(files, {
      envFiles: envFilesOf(project),
      testsCount,
      restartOnlyExt: settings['build.no_rebuild_ext'],
    });
  }

  /** What a hook wrote is in the build that the hook belongs to; only a program that reads it must start again. */
  #withoutOwnWrites(files: readonly FileChange[]): readonly FileChange[] {
    if (this.ownWrites.idle) return files;
    const { own, rest, learned } = this.ownWrites.sift(
      files.map((file) => ({
        file,
        atMs: this.#deps.files.writtenAt(file.path),
        generated: () => this.#deps.files.isGenerated(file.path),
      })),
    );
    if (learned.length > 0) {
      const names = learned.map(({ rel }) => rel).join(', ');
      this.#deps.reporter.report({
        type: 'notice',
        level: 'warning',
        message: `every build writes ${names}: from now on, that does not start another build`,
        hint: 'to ignore it for good, use build.exclude_file or build.exclude_regex',
      });
    }
    if (own.length > 0 && this.#actionFor(own).action === 'rebuild-and-restart')
      this.#deps.dispatch({
        type: 'files-changed',
        batch: { action: 'restart', cause: { type: 'files', files: own } },
      });
    return rest;
  }

  /**
   * What the app writes as it starts would start it again forever. Never a source or an env file: somebody else who
   * saves whenever the app has started looks the same, and no save of what the program is made of may be lost.
   */
  #withoutAppWrites(files: readonly FileChange[]): readonly FileChange[] {
    const envFiles = envFilesOf(this.#deps.project());
    const isOurs = ({ path }: FileChange): boolean => isGoSource(path) || envFiles.includes(path);
    const suspects = files.filter((file) => !isOurs(file));
    const { own, rest, learned } = this.#appWrites.sift(
      suspects.map((file) => ({ file, atMs: this.#deps.files.writtenAt(file.path) })),
    );
    const { reporter } = this.#deps;
    if (learned.length > 0) {
      const names = learned.map(({ rel }) => rel).join(', ');
      reporter.report({
        type: 'notice',
        level: 'warning',
        message: `the app writes ${names} whenever it starts: from now on, that triggers nothing`,
        hint: `to ignore it for good: build.exclude_file = ${JSON.stringify(learned.map(({ rel }) => rel))}`,
      });
    }
    if (own.length > 0)
      reporter.report({ type: 'nothing-to-do', reason: 'written by the app as it started', files: own });
    return files.filter((file) => isOurs(file) || rest.includes(file));
  }

  /** They were written while a build ran that may not have read them. */
  buildOnceMore(files: readonly FileChange[]): void {
    const batch = files.length === 0 ? undefined : this.#batchOf(files, this.#deps.clock.now());
    if (batch !== undefined) this.#deps.dispatch({ type: 'files-changed', batch });
  }
}
