import type { Cause } from '../../protocol/change.ts';
import type { By } from '../../protocol/request.ts';
import type { ProcessEnd } from '../../protocol/process-end.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { duration } from './durations.ts';
import { rowsOf } from './fitted-problems.ts';
import { advice, problemBlock, summary } from './lines-problems.ts';
import { entry, facts, gap, plain, toCopy, type Line, type View } from './line.ts';
import { isTold } from './memory.ts';
import { neutralOutput, neutralWord } from './neutral-text.ts';

/** Silent after a change: the line of the change has said it, and the outcome follows. */
export function buildStarted(report: ReportOf<'build-started'>, view: View): Line[] {
  const why = causeText(report.cause);
  if (why === undefined && !view.debug) return [];
  const target = neutralWord(view.memory.target, view.theme.unicode);
  return [
    entry('build', 'build', facts(view, [target, why, view.debug ? `generation ${report.generation}` : undefined])),
  ];
}

function causeText(cause: Cause): string | undefined {
  switch (cause.type) {
    case 'files':
      return undefined;
    case 'start':
      return '';
    case 'request':
      return askedBy(cause.by);
    case 'config':
      return 'the config changed';
    case 'missing':
      return 'its binary is gone';
    case 'unproven':
      return 'go build makes another binary';
    case 'unhealthy':
      return 'it does not answer any more';
    case 'dependency':
      return `${neutralWord(cause.service)} was started anew`;
  }
}

function askedBy(by: By): string {
  switch (by.type) {
    case 'key':
      return `key ${neutralWord(by.key)}`;
    case 'rule':
      return `rule ${neutralWord(by.name)}`;
    case 'signal':
      return neutralWord(by.signal);
  }
}

/** Hooks are named; the build command itself was named at the start. */
export function commandStarted(report: ReportOf<'command-started'>, view: View): Line[] {
  if (report.name === 'cmd' && !view.debug) return [];
  const text = neutralWord(report.command, view.theme.unicode);
  return [report.name === 'cmd' ? toCopy('cmd', 'build', text) : entry(report.name, 'build', text)];
}

/** Its end names it, with the time that it took. */
export function generatorStarted({ generator, command }: ReportOf<'generator-started'>, view: View): Line[] {
  const { unicode } = view.theme;
  return view.debug
    ? [entry('generate', 'build', `${neutralWord(generator, unicode)}: ${neutralWord(command, unicode)}`)]
    : [];
}

export function generatorFinished({ generator, durationMs }: ReportOf<'generator-finished'>, view: View): Line[] {
  const name = neutralWord(generator, view.theme.unicode);
  return [entry('generate', 'build', facts(view, [name, duration(durationMs)]))];
}

export function commandOutput(report: ReportOf<'command-output'>, view: View): Line[] {
  return [{ kind: 'foreign', text: neutralOutput(report.text, view.theme.color, view.theme.unicode) }];
}

export function commandFailed(report: ReportOf<'command-failed'>, view: View): Line[] {
  return [
    entry(
      'failed',
      'error',
      facts(view, [`${report.name} ${neutralWord(report.command, view.theme.unicode)}`, endText(report.end, view)]),
    ),
  ];
}

export function buildSucceeded(report: ReportOf<'build-succeeded'>, view: View): Line[] {
  if (!view.debug) return [];
  return [entry('build', 'build', `generation ${report.generation} built in ${duration(report.durationMs)}`)];
}

export function buildCancelled(report: ReportOf<'build-cancelled'>, view: View): Line[] {
  if (!view.debug) return [];
  return [entry('build', 'build', `generation ${report.generation} cancelled (${report.reason})`)];
}

/** What the go command will most likely say, too: it is told as its failure is. */
export function errorsFound(report: ReportOf<'errors-found'>, view: View): Line[] {
  const { diagnostics, durationMs } = report;
  const [stillServing] = [...view.memory.alive.values()].map(({ generation }) => generation).toReversed();
  const text = `${summary(diagnostics)} in ${duration(durationMs)}`;
  const heading = entry('failed', 'error', facts(view, [text, whatRuns(stillServing, view)]));
  return problemBlock(diagnostics, { above: [heading, gap], below: [gap] }, view);
}

export function buildFailed(report: ReportOf<'build-failed'>, view: View): Line[] {
  if (isTold(view.memory, report)) return [];
  const text = facts(view, [failureText(report, view), whatRuns(report.stillServing, view)]);
  const heading = [entry('failed', 'error', text), ...killedAdvice(report, view)];
  const output = outputLines(report.output, view);
  if (report.diagnostics.length === 0) return output.length === 0 ? heading : [...heading, gap, ...output, gap];
  if (output.length === 0) return problemBlock(report.diagnostics, { above: [...heading, gap], below: [gap] }, view);
  // Much of it would push the errors off the screen: then it comes first, and they get the whole of it.
  const isMuch = rowsOf(output, view) > (view.rows ?? Infinity) / 4;
  return isMuch
    ? [...heading, gap, ...output, gap, ...problemBlock(report.diagnostics, { above: [], below: [gap] }, view)]
    : problemBlock(report.diagnostics, { above: [...heading, gap], below: [gap, ...output, gap] }, view);
}

function failureText(report: ReportOf<'build-failed'>, view: View): string {
  const { diagnostics, durationMs, end, generator } = report;
  const who = generator === undefined ? '' : `${neutralWord(generator, view.theme.unicode)}: `;
  if (diagnostics.length > 0) return `${who}${summary(diagnostics)} in ${duration(durationMs)}`;
  const how = endText(end, view);
  return end.type === 'spawn-failed' ? `${who}${how}` : `${who}${how} after ${duration(durationMs)}`;
}

/** A build that gorl cancels is not reported as failed, so somebody else killed this one. */
function killedAdvice(report: ReportOf<'build-failed'>, view: View): Line[] {
  if (report.end.type !== 'signal' || report.end.signal !== 'SIGKILL') return [];
  return [
    advice(
      'the system kills processes when it runs out of memory; fewer compilers at once use less: GOFLAGS=-p=1',
      view,
    ),
  ];
}

/** What a person at the keyboard wants to know first after a failure: does my app still answer? */
function whatRuns(stillServing: number | undefined, view: View): string {
  if (stillServing === undefined) return view.theme.error('nothing is running');
  return view.theme.warning(`${buildName(stillServing, view)} is still running`);
}

export function buildName(generation: number, { memory, timeOfDay }: View): string {
  const made = memory.builds.get(generation);
  return made === undefined ? 'an earlier build' : `the build from ${timeOfDay(made.atMs)}`;
}

export function endText(end: ProcessEnd, view: View): string {
  switch (end.type) {
    case 'code':
      return `exit code ${end.code}`;
    case 'signal':
      return `killed by ${neutralWord(end.signal, view.theme.unicode)}`;
    case 'unseen':
      return 'ended'; // Only its parent was told more.
    case 'spawn-failed':
      return `could not be started: ${neutralWord(end.message, view.theme.unicode)}`;
  }
}

export function outputLines(output: string, view: View): Line[] {
  const text = neutralOutput(output, view.theme.color, view.theme.unicode).replace(/\n+$/, '');
  return text === '' ? [] : text.split('\n').map(plain);
}
