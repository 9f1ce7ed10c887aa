import { exitCode } from '../../protocol/exit-code.ts';
import { wrapPage } from '../../report/terminal/wrap.ts';
import type { HelpLine } from '../command-line.ts';
import { helpText, paintHelp } from '../help.ts';
import { stdoutView } from '../stdout-view.ts';

/** `gorl --help`, on stdout. */
export function showHelp({ of, color }: HelpLine): number {
  const { theme, columns } = stdoutView(color);
  process.stdout.write(paintHelp(wrapPage(helpText(of), columns), theme));
  return exitCode.stopped;
}
