import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { fullDiagnostic, shortDiagnostic } from './code-frame.ts';
import { fullOffTerminal, rowsOf } from './fitted-problems.ts';
import { entry, gap, plain, type Line, type View } from './line.ts';

/**
 * The first of a run in full, the next as long as all of them fit the screen, the rest in short: an app may have
 * hundreds, and it goes on.
 */
export function dataRace({ run, number, diagnostic }: ReportOf<'data-race'>, view: View): Line[] {
  const { races } = view.memory;
  const before = races.run === run ? races.diagnostics : [];
  const isFull =
    number === 1 || (view.rows === undefined ? number <= fullOffTerminal : fits([...before, diagnostic], view));
  const shown = isFull ? fullDiagnostic(diagnostic, view) : shortDiagnostic(diagnostic, view);
  const which = number === 1 ? 'the race detector found a data race' : `data race ${number} of this run`;
  return [entry('race', 'error', which), gap, ...shown.map(plain), gap];
}

/** A heading and two gaps each. */
function fits(races: readonly Diagnostic[], view: View): boolean {
  const rows = races.map((race) => rowsOf(fullDiagnostic(race, view).map(plain), view) + 3);
  return rows.reduce((sum, each) => sum + each, 0) <= (view.rows ?? Infinity);
}
