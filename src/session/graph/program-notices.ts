import type { Reporter } from '../../engine/ports.ts';
import type { ProgramFiles } from '../../go/graph/program-files.ts';
import { compileRules } from '../../watch/scope/compile-rules.ts';
import type { WatchScope } from '../../watch/scope/watch-scope.ts';
import { GeneratorHint } from '../generator-hint.ts';
import type { Subject } from '../service-plan/subject.ts';
import { watchScopeOf } from '../service-plan/watched.ts';
import { describeProgram } from './describe-program.ts';
import { hiddenFiles } from './hidden-files.ts';

/** What gorl says when it knows what the program is made of. */
export class ProgramNotices {
  readonly #reporter: Reporter;
  readonly #generatorHint = new GeneratorHint();
  #hidden: string | undefined;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  tell({ project, launch }: Subject, program: ProgramFiles): void {
    const { graph } = program;
    this.#reporter.report({ type: 'notice', level: 'debug', message: describeProgram(graph) });
    const scope = watchScopeOf(project, launch, program);
    const hidden = mayHide(scope) ? hiddenFiles(graph, compileRules(scope).filter) : undefined;
    // The same again is no news.
    if (hidden !== undefined && hidden.message !== this.#hidden)
      this.#reporter.report({ type: 'notice', level: 'warning', ...hidden });
    this.#hidden = hidden?.message;
    void this.#generatorHint.tell(project, graph, this.#reporter).catch(() => undefined);
  }
}

/** Only what the user excluded himself counts for the program. */
function mayHide({ excludeDirIsChosen, excludeRegexIsChosen, excludeFile }: WatchScope): boolean {
  return excludeDirIsChosen === true || excludeRegexIsChosen === true || excludeFile.length > 0;
}
