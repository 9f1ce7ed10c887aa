import { describeEnd } from '../../go/build/build-failure.ts';
import type { PageProblem } from '../../gateway/live/page-message.ts';
import type { ReportOf } from '../../protocol/report.ts';

export function problemOfBuild(report: ReportOf<'build-failed'>): PageProblem {
  const { diagnostics, output, stillServing, generator } = report;
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  const errors = count === 0 ? describeEnd(report.end) : count === 1 ? '1 error' : `${count} errors`;
  return {
    kind: 'build',
    title: generator === undefined ? errors : `${generator}: ${errors}`,
    diagnostics,
    output,
    stillServing: stillServing !== undefined,
  };
}

export function problemOfExit({ end, diagnostic }: ReportOf<'process-exited'>): PageProblem {
  return {
    kind: 'crash',
    title: describeEnd(end),
    diagnostics: diagnostic === undefined ? [] : [diagnostic],
    output: '',
    stillServing: false,
  };
}

/** Why nobody answers, in one line. */
export function reasonOf(problem: PageProblem | undefined): string {
  if (problem === undefined) return 'the app does not run';
  const what = `${problem.kind === 'build' ? 'the build failed' : 'the app ended'} (${problem.title})`;
  const [first] = problem.diagnostics;
  if (first === undefined) return what;
  const { location, message } = first;
  const place = location === undefined ? '' : `${location.file}:${location.line}: `;
  return `${what}\n${place}${message}`;
}
