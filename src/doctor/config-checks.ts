import { count } from '../base/plural.ts';
import { showConfig } from '../config/describe/show.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Project } from '../session/service-plan/project.ts';
import { ok, problem, warning, type Check } from './check.ts';
import { placed } from './go-checks.ts';

/** The config as a whole, then each thing that is wrong with it. */
export function checkConfig(project: Project | undefined, diagnostics: readonly Diagnostic[]): readonly Check[] {
  const found = diagnostics.map((each) =>
    (each.severity === 'error' ? problem : warning)('config', placed(each), each.hint),
  );
  if (project === undefined) return found;
  const set = showConfig(project.loaded).filter(({ isSet }) => isSet);
  const details = set.map(({ key, value, origin }) => `${key} = ${value}  ${origin}`);
  const { file, leftToAir } = project;
  const notAir = leftToAir === undefined ? '' : ` (not ${leftToAir})`;
  const what = file === undefined ? 'no .air.toml or gorl.toml, which is fine' : `using ${file.shown}${notAir}`;
  const keys =
    set.length === 0
      ? 'all keys have their defaults (gorl config --all shows them)'
      : `${count(set.length, 'key')} set (gorl config shows ${set.length === 1 ? 'it' : 'them'})`;
  return [ok('config', `${what}; ${keys}`, details), ...found];
}
