// Requests while the app is replaced again and again: how many fail, and how long they take, in each way to do it.
// Usage: node scripts/bench-reload.mjs [--reloads 100] [--rate 300] [--only NAME]…
// GORL_AIR: an air, for its column.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reloadsUnderLoad } from '../test/bench/load/reloads.mjs';
import { lossless, ways } from '../test/bench/load/ways.mjs';
import { quantile } from '../test/bench/statistics.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const { values } = parseArgs({
  options: {
    reloads: { type: 'string', default: '100' },
    rate: { type: 'string', default: '300' },
    only: { type: 'string', multiple: true },
  },
});
const { GORL_AIR: air } = process.env;

await build();
ensureGo();
const base = mkdtempSync(join(tmpdir(), 'gorl-bench-reload-'));
const names = Object.keys(ways).filter(
  (name) => values.only === undefined || values.only.some((word) => name.includes(word)),
);
console.log(
  `${values.reloads} reloads under ${values.rate} requests a second, GET and POST in turn; load ${loadavg()[0].toFixed(1)}`,
);
let isLossless = true;
try {
  for (const [at, name] of names.entries()) {
    if (ways[name].tool === 'air' && air === undefined) {
      console.log(`${name}: not run, GORL_AIR is not set`);
      continue;
    }
    const result = await reloadsUnderLoad(ways[name], {
      dir: join(base, `way-${at}`, 'work'),
      env: { ...process.env, GOFLAGS: '', GOWORK: 'off' },
      reloads: Number(values.reloads),
      perSecond: Number(values.rate),
      gorl: [process.execPath, join(root, 'bin', 'gorl.js')],
      air: [air],
    });
    tell(name, result);
    const { failures, twice, unseen } = result;
    if (lossless.includes(name) && (Object.keys(failures).length > 0 || twice > 0 || unseen > 0)) isLossless = false;
  }
} finally {
  rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
}
process.exitCode = isLossless ? 0 : 1;

function tell(name, { latenciesMs, failures, twice, unseen }) {
  const failed = Object.values(failures).reduce((sum, n) => sum + n, 0);
  const at = (part) => `${quantile(latenciesMs, part).toFixed(1)} ms`;
  const kinds = Object.entries(failures).map(([kind, n]) => `${kind} ${n}`);
  console.log(
    [
      `${name}: ${latenciesMs.length + failed} requests, ${failed} failed${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`,
      `POSTs seen twice ${twice}, answered and never seen ${unseen}`,
      `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`,
    ].join('; '),
  );
}
