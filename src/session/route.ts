import { mergeFiles, type FileChange } from '../protocol/change.ts';
import type { Reporter } from '../engine/ports.ts';
import { consumerId, type Consumer } from '../watch/scope/consumer.ts';
import type { Clock } from './adapters.ts';
import { ProjectDirectory } from './project-directory.ts';
import type { ProjectFiles } from './project-files.ts';
import type { ServiceChanges } from './service-changes.ts';
import type { Subjects } from './service-plan/subject.ts';

/** Changes of one consumer's files. */
interface Owned {
  readonly consumer: Consumer;
  readonly files: readonly FileChange[];
}

export interface RouterDeps {
  readonly project: () => Subjects['project'];
  readonly reporter: Reporter;
  readonly files: ProjectFiles;
  readonly clock: Pick<Clock, 'now'>;
  /** Undefined: there is no such service any more. */
  readonly service: (name: string) => Pick<ServiceChanges, 'changed' | 'endBuild'> | undefined;
  readonly isPaused: () => boolean;
  readonly testsChanged: (files: readonly FileChange[]) => void;
  readonly runRule: (rule: number, files: readonly FileChange[]) => void;
  readonly configChanged: () => void;
}

/** Takes changed files to their owners: the config, a build rule, tests, or a service. */
export class Router {
  readonly #directory: ProjectDirectory;
  readonly #deps: RouterDeps;
  /** Of the config, of tests, and of rules, while paused; the machines hold the others themselves. */
  #held: readonly Owned[] = [];

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#directory = new ProjectDirectory(deps.files, deps.reporter);
  }

  /** Gorl starts: the project is there. */
  begin(): void {
    this.#directory.isThere(this.#deps.project());
  }

  changed(consumer: Consumer, files: readonly FileChange[], savedAtMs: number): void {
    if (files.length === 0) return;
    const { service, isPaused, project } = this.#deps;
    const isThere = this.#directory.isThere(project());
    if (consumer.type === 'service') {
      const changes = service(consumer.name);
      // All that is in it is reported again when it is back.
      return isThere ? changes?.changed(files, savedAtMs) : changes?.endBuild(files);
    }
    if (!isThere) return;
    if (isPaused()) return this.#hold({ consumer, files });
    if (consumer.type === 'config') this.#deps.configChanged();
    else if (consumer.type === 'tests') this.#deps.testsChanged(files);
    else this.#deps.runRule(consumer.rule, files);
  }

  /** The end of a pause. */
  resumed(): void {
    const held = this.#held;
    this.#held = [];
    for (const { consumer, files } of held) this.changed(consumer, files, this.#deps.clock.now());
  }

  #hold({ consumer, files }: Owned): void {
    // Most files of tests are a service's, too, which says it itself.
    if (consumer.type !== 'tests') this.#deps.reporter.report({ type: 'files-held', files });
    const held = this.#held.find((each) => consumerId(each.consumer) === consumerId(consumer));
    const all = { consumer, files: mergeFiles(held?.files ?? [], files) };
    this.#held = [...this.#held.filter((each) => each !== held), all];
  }
}
