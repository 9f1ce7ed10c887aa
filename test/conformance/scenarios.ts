import { builds } from './scenarios/builds.ts';
import { commandLine } from './scenarios/command-line.ts';
import { configs } from './scenarios/configs.ts';
import { differences } from './scenarios/differences.ts';
import { ends } from './scenarios/ends.ts';
import { entrypoints } from './scenarios/entrypoints.ts';
import { environment } from './scenarios/environment.ts';
import { filters } from './scenarios/filters.ts';
import { output } from './scenarios/output.ts';
import { paths } from './scenarios/paths.ts';
import { proxy } from './scenarios/proxy.ts';
import { races } from './scenarios/races.ts';
import { rules } from './scenarios/rules.ts';
import { smoke } from './scenarios/smoke.ts';
import { stops } from './scenarios/stops.ts';
import type { Scenario } from './scenario.ts';

/** All of them; the numbers are those of the groups in docs/air-migration.md. */
export const scenarios: readonly Scenario[] = [
  ...smoke,
  ...builds,
  ...races,
  ...ends,
  ...stops,
  ...filters,
  ...paths,
  ...configs,
  ...entrypoints,
  ...environment,
  ...commandLine,
  ...output,
  ...rules,
  ...proxy,
  ...differences,
];
