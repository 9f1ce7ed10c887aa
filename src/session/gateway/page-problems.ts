import { stripVTControlCharacters } from 'node:util';
import { describeEnd } from '../../go/build/build-failure.ts';
import type { PageProblem } from '../../gateway/live/page-message.ts';
import type { ReportOf } from '../../protocol/report.ts';

/** @param said what the terminal has shown of its commands already */
export function problemOfBuild(report: ReportOf<'build-failed'>, said: string): PageProblem {
  const { diagnostics, output, stillServing, generator } = report;
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  const errors = count === 0 ? describeEnd(report.end) : count === 1 ? '1 error' : `${count} errors`;
  return {
    kind: 'build',
    title: generator === undefined ? errors : `${generator}: ${errors}`,
    diagnostics,
    output: [stripVTControlCharacters(said).trimEnd(), output].filter((text) => text !== '').join('\n'),
    stillServing: stillServing !== undefined,
  };
}

/** @param stillServing another one answers: this one was started beside it */
export function problemOfExit({ end, diagnostic }: ReportOf<'process-exited'>, stillServing: boolean): PageProblem {
  return {
    kind: 'crash',
    title: describeEnd(end),
    diagnostics: diagnostic === undefined ? [] : [diagnostic],
    output: '',
    stillServing,
  };
}

export function problemOfWait({ afterMs, reason, stillServing }: ReportOf<'process-not-ready'>): PageProblem {
  return {
    kind: 'unready',
    title: `not ready after ${afterMs / 1000} s`,
    diagnostics: [],
    output: reason ?? '',
    stillServing: stillServing !== undefined,
  };
}

const headlines = { build: 'the build failed', crash: 'the app ended', unready: 'the app is not ready' } as const;

/** Why nobody answers, in a line or two. */
export function reasonOf(problem: PageProblem | undefined): string {
  if (problem === undefined) return 'the app does not run';
  const what = `${headlines[problem.kind]} (${problem.title})`;
  const [first] = problem.diagnostics;
  if (first === undefined) return problem.kind === 'unready' ? `${what}\n${problem.output}` : what;
  const { location, message } = first;
  const place = location === undefined ? '' : `${location.file}:${location.line}: `;
  return `${what}\n${place}${message}`;
}
