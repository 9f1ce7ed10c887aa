import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

/**
 * Builds gorl, and makes a directory and an environment of the bench's own. Leaves with 3 where there is no Go.
 *
 * @param cache GOCACHE; default: an empty one
 * @param goflags GOFLAGS
 */
export async function prepareBench({ cache, goflags = '' }) {
  const { env: goEnv, problem } = ensureGo();
  if (problem) {
    console.error(problem);
    process.exit(3);
  }
  await build();
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-bench-')));
  const GOCACHE = cache === undefined ? join(base, 'cache') : resolve(cache);
  return { base, env: { ...goEnv, GOFLAGS: goflags, GOWORK: 'off', GOTOOLCHAIN: 'local', CI: '', GOCACHE } };
}
