import type { ReportOf } from '../../protocol/report.ts';
import { fullDiagnostic, shortDiagnostic } from './code-frame.ts';
import { entry, gap, plain, type Line, type View } from './line.ts';
import { fullDiagnostics } from './memory.ts';

/** The first few of a run in full, the rest in short: an app may have hundreds, and it goes on. */
export function dataRace({ number, diagnostic }: ReportOf<'data-race'>, view: View): Line[] {
  const isFull = number <= fullDiagnostics;
  const shown = isFull ? fullDiagnostic(diagnostic, view) : shortDiagnostic(diagnostic, view.theme);
  const which = number === 1 ? 'the race detector found a data race' : `data race ${number} of this run`;
  return [entry('race', 'error', which), gap, ...shown.map(plain), gap];
}
