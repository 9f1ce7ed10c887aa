import type { Key } from '../../../src/config/keys/keys.ts';
import type { Check } from './check.ts';
import { appChecks } from './checks-app.ts';
import { buildChecks } from './checks-build.ts';
import { outputChecks } from './checks-output.ts';
import { projectChecks } from './checks-project.ts';
import { proxyChecks } from './checks-proxy.ts';
import { readyChecks } from './checks-ready.ts';
import { stopChecks } from './checks-stop.ts';
import { testChecks } from './checks-tests.ts';
import { watchChecks } from './checks-watch.ts';

/** One for each key: a key without one does not compile. */
export const checks: Readonly<Record<Key, Check>> = {
  ...projectChecks,
  ...buildChecks,
  ...appChecks,
  ...stopChecks,
  ...watchChecks,
  ...outputChecks,
  ...proxyChecks,
  ...readyChecks,
  ...testChecks,
};
