// All checks and tests, and one last line that counts them. Each check (build, types, lint, …) is one test.
// Usage: node scripts/test.mjs [PROJECT…]   with vitest projects (unit, model, …): build, Go cache and those tests only
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRunning } from './running-tests.mjs';
import { ensureGo } from './ensure-go.mjs';
import { root } from './build.mjs';
import { run } from './run-command.mjs';

/**
 * Longer than this, something hangs; the rest of the twenty minutes is for install and checks. A machine that is kept
 * busy on purpose gets more: `GORL_TEST_MINUTES=40`.
 */
const vitestLimitMs = Number(process.env['GORL_TEST_MINUTES'] ?? 18) * 60_000;
const checkLimitMs = 3 * 60_000;
/** The standard library, compiled for the first time on a slow machine. */
const goCacheLimitMs = 10 * 60_000;

const bin = (name) => join(root, 'node_modules', '.bin', name);

const build = { name: 'build', command: [process.execPath, 'scripts/build.mjs'] };
const checks = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'types of the page', command: [bin('tsc'), '--noEmit', '-p', 'src/gateway/page'] },
  { name: 'lint', command: [bin('oxlint'), '--type-aware', '--deny-warnings'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  { name: 'unused code', command: [bin('knip')] },
  { name: 'package', command: [bin('publint'), '--strict'] },
];

async function main(projects) {
  const go = ensureGo();
  if (go.problem) {
    console.error(go.problem);
    return 3;
  }
  console.log(`${go.version}, Node ${process.version}, ${process.platform} ${process.arch}`);
  if (process.platform !== 'linux')
    console.log('this is not Linux: tests that look for processes in /proc will fail, integration and e2e above all');

  const total = { passed: 0, failed: 0, skipped: /** @type {{name: string, reason: string}[]} */ ([]) };
  const count = (passed) => (total[passed ? 'passed' : 'failed'] += 1);
  count(await passes(build, go.env));
  count(await fillsGoCache(go.env));
  if (projects.length === 0) for (const check of checks) count(await passes(check, go.env));
  add(total, await vitest(projects, go.env));

  for (const { name, reason } of total.skipped) console.log(`skipped: ${name}: ${reason}`);
  const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : '';
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed === 0 ? 0 : 1;
}

async function passes({ name, command }, env) {
  const { ok, output, seconds, timedOut } = await run(command, { cwd: root, env, limitMs: checkLimitMs, quiet: true });
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (timedOut) console.log(`${name} did not end within ${checkLimitMs / 1000} s`);
  if (!ok) console.log(output);
  return ok;
}

/** So that no test waits for the first compile of what most of them build: they give a build seconds, not minutes. */
async function fillsGoCache(env) {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'gorl-go-cache-'));
  /** What is wrong, if anything. */
  const compile = async (module) => {
    const limitMs = Math.max(1_000, goCacheLimitMs - (performance.now() - startedAt));
    const command = ['go', 'build', '-buildvcs=false', '-o', join(folder, 'program'), '.'];
    const { ok, output, timedOut } = await run(command, { cwd: join(root, module), env, limitMs, quiet: true });
    if (ok) return undefined;
    return timedOut ? `${module} was not built within ${goCacheLimitMs / 60_000} minutes` : `${module}: ${output}`;
  };
  try {
    const failure = (await compile('fixtures/http-hello')) ?? (await compile('examples/hello'));
    // Its packages have to be downloaded. Only the tests that use it can say whether it matters that they cannot be.
    const without = failure ?? (await compile('examples/gin'));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${failure === undefined ? 'ok  ' : 'FAIL'} go cache (${seconds} s)`);
    if (failure !== undefined) console.log(failure);
    else if (without !== undefined) console.log(`without examples/gin (no network?), tests may miss it: ${without}`);
    return failure === undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function vitest(projects, env) {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-test-'));
  const file = join(folder, 'summary.json');
  const running = join(folder, 'running');
  const reporters = ['default', './scripts/vitest-summary.mjs', './scripts/running-tests.mjs'];
  const command = [bin('vitest'), 'run', ...reporters.map((reporter) => `--reporter=${reporter}`)];
  for (const project of projects) command.push('--project', project);
  try {
    const { ok, timedOut } = await run(command, {
      cwd: root,
      env: { ...env, GORL_TEST_SUMMARY: file, GORL_TEST_RUNNING: running },
      limitMs: vitestLimitMs,
    });
    const summary = readSummary(file);
    if (timedOut) {
      console.log(`vitest did not end within ${vitestLimitMs / 60_000} minutes and was stopped; it was at:`);
      for (const name of readRunning(running)) console.log(`  ${name}`);
    }
    // Whatever else went wrong (no test file found, a crash, a hang) counts as one failure.
    if (!ok && summary.failed === 0) summary.failed = 1;
    return summary;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

function add(total, { passed, failed, skipped }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped.push(...skipped);
}

process.exitCode = await main(process.argv.slice(2));
