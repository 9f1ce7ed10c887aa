import type { Reporter } from '../../engine/ports.ts';
import type { ProgramFiles } from '../../go/graph/program-files.ts';
import { compileRules } from '../../watch/scope/compile-rules.ts';
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
    const hidden = hiddenFiles(graph, compileRules(watchScopeOf(project, launch, program)).filter);
    // The same again is no news.
    if (hidden !== undefined && hidden.message !== this.#hidden)
      this.#reporter.report({ type: 'notice', level: 'warning', ...hidden });
    this.#hidden = hidden?.message;
    void this.#generatorHint.tell(project, graph, this.#reporter).catch(() => undefined);
  }
}
