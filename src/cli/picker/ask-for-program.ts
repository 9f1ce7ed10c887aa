import { shellQuote } from '../../base/shell-quote.ts';
import { rankPrograms } from '../../go/packages/rank-programs.ts';
import { stderr } from '../stderr.ts';
import { pickMainPackage } from './pick-main-package.ts';

/**
 * Asks which of the main packages to run, and says how to start it without being asked.
 *
 * @param dirs relative to `cwd`, which is absolute
 * @throws ExitError with code 130 when the user wants none
 */
export async function askForProgram(dirs: readonly string[], cwd: string): Promise<string | undefined> {
  const chosen = await pickMainPackage(rankPrograms(dirs, cwd, process.env));
  if (chosen !== undefined) stderr().write(`next time: gorl run ${shellQuote(chosen)}\n`);
  return chosen;
}
