import { shellQuote } from '../../base/shell-quote.ts';
import { programName } from '../../go/packages/program-name.ts';
import { rankPrograms } from '../../go/packages/rank-programs.ts';
import { programNames } from '../../session/service-plan/pattern-services.ts';
import { stderr } from '../stderr.ts';
import { pickMainPackages } from './pick-main-package.ts';

/**
 * Asks which of the main packages to run, and says how to start them without being asked.
 *
 * @param dirs relative to `cwd`, which is absolute
 * @returns those that were chosen, and what they are called as services
 * @throws ExitError with code 130 when the user wants none
 */
export async function askForPrograms(
  dirs: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly chosen: readonly string[]; readonly names: readonly string[] }> {
  const chosen = await pickMainPackages(rankPrograms(dirs, cwd, env), { several: true });
  const all = programNames(dirs, programName(['.'], cwd, env));
  const names = chosen.map((dir) => all[dirs.indexOf(dir)] ?? dir);
  const words = chosen.length === 1 ? chosen : ['./...', '--only', names.join(',')];
  if (chosen.length > 0) stderr().write(`next time: gorl run ${words.map(shellQuote).join(' ')}\n`);
  return { chosen, names };
}
