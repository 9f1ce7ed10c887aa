import { count } from '../../base/plural.ts';
import { tooManyErrors, type Diagnostic } from '../../protocol/diagnostic.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { fullDiagnostic, shortDiagnostic } from './code-frame.ts';
import { entry, gap, lineBelow, plain, type Line, type Verb, type View } from './line.ts';
import { fullDiagnostics } from './memory.ts';
import { neutralLines, neutralWord } from './neutral-text.ts';

/** The first few in full with a gap between them, the rest a line each. */
export function problemLines(diagnostics: readonly Diagnostic[], view: View): Line[] {
  const full = spaced(diagnostics.slice(0, fullDiagnostics), view);
  const rest = diagnostics
    .slice(fullDiagnostics)
    .flatMap((one) => shortDiagnostic(one, view.theme))
    .map(plain);
  return rest.length === 0 ? full : [...full, gap, ...rest];
}

/** `2 errors, 1 warning`; `10+ errors` where the compiler stopped counting. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const more = diagnostics.some(({ notes }) => notes.some(({ message }) => message === tooManyErrors)) ? '+' : '';
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [errors > 0 ? count(errors, 'error', more) : '', warnings > 0 ? count(warnings, 'warning') : '']
    .filter((text) => text !== '')
    .join(', ');
}

/** Told when not all were shown in full. */
export function restHint(diagnostics: readonly Diagnostic[], view: View): Line[] {
  const hidden = diagnostics.length - fullDiagnostics;
  if (hidden <= 0 || !view.keys) return [];
  return [
    entry(
      'waiting',
      'main',
      `for a change ${view.theme.glyphs.dot} e shows ${hidden === 1 ? 'the last problem' : `the other ${hidden}`} in full`,
    ),
  ];
}

/** Keys `e` and `E`: the next of the last failure, or those before, in full; after the last, the first again. */
export function moreProblems(view: View, direction: 'next' | 'previous'): Line[] {
  const { failure } = view.memory;
  if (failure === undefined) return [entry('nothing', 'main', 'no problems to show')];
  const { diagnostics } = failure;
  const from =
    direction === 'next' ? failure.shown % diagnostics.length : startBefore(failure.shown, diagnostics.length);
  const to = Math.min(from + fullDiagnostics, diagnostics.length);
  failure.first = from;
  failure.shown = to;
  const which = to - from === 1 ? `problem ${to}` : `problems ${from + 1} to ${to}`;
  return [
    entry('failed', 'error', `${which} of ${diagnostics.length}`),
    gap,
    ...spaced(diagnostics.slice(from, to), view),
    gap,
  ];
}

/** Where the group begins before the one that ends there; before the first comes the last. */
function startBefore(end: number, all: number): number {
  const groupOf = (at: number): number => Math.floor(at / fullDiagnostics);
  const before = groupOf(end - 1) - 1;
  return fullDiagnostics * (before < 0 ? groupOf(all - 1) : before);
}

export function problems(report: ReportOf<'problems'>, view: View): Line[] {
  if (report.diagnostics.length === 0) return [];
  const failed = report.diagnostics.some((one) => one.severity === 'error');
  const lines = problemLines(report.diagnostics, view);
  // Refused before anything began: a time and a count would say nothing.
  if (failed && view.memory.target === '') return [...lines, gap];
  const heading = entry(problemVerb(report.diagnostics), failed ? 'error' : 'warning', summary(report.diagnostics));
  return [heading, gap, ...lines, gap];
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

function spaced(diagnostics: readonly Diagnostic[], view: View): Line[] {
  const blocks = diagnostics.map((one) => fullDiagnostic(one, view));
  // One-line problems stay together; a frame needs air around it.
  return blocks.flatMap((block, index) => {
    const before = index > 0 && (block.length > 1 || (blocks[index - 1]?.length ?? 0) > 1);
    return before ? [gap, ...block.map(plain)] : block.map(plain);
  });
}

function problemVerb(diagnostics: readonly Diagnostic[]): Verb {
  if (diagnostics.every((one) => one.source === 'config')) return 'config';
  return diagnostics.every((one) => one.source === 'env-file') ? 'env' : 'problem';
}
