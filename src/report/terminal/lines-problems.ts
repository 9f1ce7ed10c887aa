import { count } from '../../base/plural.ts';
import { isCutOff, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { allProblems, fittedProblems, groupSize, groupStarts, spaced, type Around } from './fitted-problems.ts';
import { entry, gap, lineBelow, type Line, type Verb, type View } from './line.ts';
import { neutralLines, neutralWord } from './neutral-text.ts';

/** Problems in a block of lines, as many as fit the screen; keys go on from there. */
export function problemBlock(diagnostics: readonly Diagnostic[], around: Around, view: View): Line[] {
  const { lines, full } = fittedProblems(diagnostics, around, view);
  view.onFitted(full);
  return lines;
}

/** `2 errors, 1 warning`; `10+ errors` where the compiler stopped counting. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const more = isCutOff(diagnostics) ? '+' : '';
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [errors > 0 ? count(errors, 'error', more) : '', warnings > 0 ? count(warnings, 'warning') : '']
    .filter((text) => text !== '')
    .join(', ');
}

/** Keys `e` and `E`: the next of the last failure, or those before, in full; after the last, the first again. */
export function moreProblems(view: View, direction: 'next' | 'previous'): Line[] {
  const { failure } = view.memory;
  if (failure === undefined) return [entry('nothing', 'main', 'no problems to show')];
  const { diagnostics, first, shown } = failure;
  const all = diagnostics.length;
  // As wide as any of them.
  const above = [groupHeading(all - 1, all, all), gap];
  const from = direction === 'next' ? shown % all : startBefore(first, groupStarts(diagnostics, above, view));
  const to = from + groupSize(diagnostics.slice(from), above, view);
  failure.first = from;
  failure.shown = to;
  return [groupHeading(from, to, all), gap, ...spaced(diagnostics.slice(from, to), view), gap];
}

function groupHeading(from: number, to: number, all: number): Line {
  const which = to - from === 1 ? `problem ${to}` : `problems ${from + 1} to ${to}`;
  return entry('failed', 'error', `${which} of ${all}`);
}

/** The last group that begins before; before the first comes the last. */
function startBefore(first: number, starts: readonly number[]): number {
  return starts.findLast((start) => start < first) ?? starts.at(-1) ?? 0;
}

export function problems(report: ReportOf<'problems'>, view: View): Line[] {
  if (report.diagnostics.length === 0) return [];
  const failed = report.diagnostics.some((one) => one.severity === 'error');
  // Refused before anything began: a time and a count would say nothing.
  if (failed && view.memory.target === '') return allProblems(report.diagnostics, { above: [], below: [gap] }, view);
  const heading = entry(problemVerb(report.diagnostics), failed ? 'error' : 'warning', summary(report.diagnostics));
  return problemBlock(report.diagnostics, { above: [heading, gap], below: [gap] }, view);
}

export function notice(report: ReportOf<'notice'>, view: View): Line[] {
  if (report.level === 'debug' && !view.debug) return [];
  const [first = '', ...rest] = neutralLines(report.message, view.theme.unicode);
  const verb = report.level === 'info' ? 'note' : report.level;
  const tone = report.level === 'error' || report.level === 'warning' ? report.level : 'main';
  const lines: Line[] = [entry(verb, tone, first), ...rest.map(lineBelow)];
  if (report.hint !== undefined) lines.push(advice(report.hint, view));
  return lines;
}

export function advice(hint: string, view: View): Line {
  const { theme } = view;
  return lineBelow(`${theme.good(theme.glyphs.arrow)} ${neutralWord(hint, theme.unicode)}`);
}

function problemVerb(diagnostics: readonly Diagnostic[]): Verb {
  if (diagnostics.every((one) => one.source === 'config')) return 'config';
  return diagnostics.every((one) => one.source === 'env-file') ? 'env' : 'problem';
}
