// What the proxy costs a request: wrk asks the app directly, through gorl, through a proxy of ten lines, and through what
// only copies bytes. Whatever is between has a core for itself; wrk and the app share the other. Linux only; needs wrk and taskset.
// Usage: node scripts/bench-proxy.mjs [-n ROUNDS] [--seconds 5]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { median } from '../test/bench/statistics.mjs';
import { freePort } from '../test/torture/module.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', short: 'n', default: '5' }, seconds: { type: 'string', default: '5' } },
});
const [proxyCore, otherCore] = ['0', '1'];
const missing = ['wrk', 'taskset'].filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
if (missing.length > 0) {
  console.error(`bench-proxy needs ${missing.join(' and ')} (apt-get install wrk util-linux)`);
  process.exit(3);
}

await build();
ensureGo();
const base = mkdtempSync(join(tmpdir(), 'gorl-bench-proxy-'));
const started = [];
try {
  const { port, app } = await startGorl();
  const ways = {
    direct: app,
    gorl: port,
    'ten lines': await startBeside('ten-lines.mjs', app),
    'copied bytes': await startBeside('copied-bytes.mjs', app),
  };
  console.log(`${values.rounds} rounds of ${values.seconds} s each, load ${loadavg()[0].toFixed(1)}`);
  const one = measure(ways, 1);
  const many = measure(ways, 32);
  const added = (name) => median(one[name].map(({ p50 }, at) => p50 - one.direct[at].p50)).toFixed(3);
  const ratio = median(many.gorl.map(({ rate }, at) => rate / many['ten lines'][at].rate));
  for (const [name, runs] of Object.entries(one))
    console.log(`1 connection, ${name}: p50 ${median(runs.map(({ p50 }) => p50)).toFixed(3)} ms`);
  for (const [name, runs] of Object.entries(many))
    console.log(`32 connections, ${name}: ${Math.round(median(runs.map(({ rate }) => rate)))} requests/s`);
  console.log(
    `at one connection gorl adds ${added('gorl')} ms, the ten lines ${added('ten lines')}, copied bytes ${added('copied bytes')}; ` +
      `at 32 gorl does ${ratio.toFixed(2)} × the ten lines`,
  );
} finally {
  for (const child of started) child.kill('SIGTERM');
  await Promise.all(started.map((child) => child.exitCode ?? once(child, 'exit')));
  rmSync(base, { recursive: true, force: true });
}

/** Round by round, so that a machine that gets slower disturbs all of them alike. */
function measure(ways, connections) {
  const runs = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const [name, port] of Object.entries(ways)) runs[name].push(wrk(port, connections));
  return runs;
}

function wrk(port, connections) {
  const text = execFileSync(
    'taskset',
    [
      '-c',
      otherCore,
      'wrk',
      '-t1',
      `-c${connections}`,
      `-d${values.seconds}s`,
      '--latency',
      `http://127.0.0.1:${port}/`,
    ],
    { encoding: 'utf8' },
  );
  if (/Non-2xx|Socket errors/.test(text)) throw new Error(`wrk says:\n${text}`);
  const [, figure, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(text);
  const rate = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]);
  return { p50: Number(figure) * { us: 0.001, ms: 1, s: 1000 }[unit], rate };
}

async function startGorl() {
  const dir = join(base, 'hello');
  cpSync(join(root, 'examples/hello'), dir, { recursive: true, filter: (source) => basename(source) !== 'tmp' });
  const port = await freePort();
  writeFileSync(join(dir, '.air.toml'), `[proxy]\nenabled = true\nproxy_port = ${port}\n`);
  const argv = [join(root, 'bin/gorl.js'), '--events', 'fd:3'];
  const gorl = spawn(process.execPath, argv, { cwd: dir, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  started.push(gorl);
  for await (const line of createInterface({ input: gorl.stdio[3] })) {
    const event = JSON.parse(line);
    if (event.type !== 'process-ready') continue;
    // Also those that are there already: each thread by itself.
    execFileSync('taskset', ['-apc', proxyCore, String(gorl.pid)], { stdio: 'ignore' });
    execFileSync('taskset', ['-apc', otherCore, String(event.pid)], { stdio: 'ignore' });
    gorl.stdio[3].resume();
    return { port, app: event.port };
  }
  throw new Error('gorl has ended');
}

async function startBeside(name, app) {
  const argv = ['-c', proxyCore, process.execPath, join(root, 'test/bench/load', name), String(app)];
  const child = spawn('taskset', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return Number(line);
}
