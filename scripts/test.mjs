// All checks and tests, and one last line that counts them. Each check (build, types, lint, …) is one test.
// Usage: node scripts/test.mjs [PROJECT…]   with vitest projects (unit, model, …): the build and those tests only
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureGo } from './ensure-go.mjs';
import { root } from './build.mjs';
import { run } from './run-command.mjs';

/** Longer than this, something hangs; the rest of the twenty minutes is for install and checks. */
const vitestLimitMs = 18 * 60_000;
const checkLimitMs = 3 * 60_000;

const bin = (name) => join(root, 'node_modules', '.bin', name);

const build = { name: 'build', command: [process.execPath, 'scripts/build.mjs'] };
const checks = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
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

  const total = { passed: 0, failed: 0, skipped: /** @type {{name: string, reason: string}[]} */ ([]) };
  for (const check of projects.length > 0 ? [build] : [build, ...checks]) {
    if (await passes(check, go.env)) total.passed += 1;
    else total.failed += 1;
  }
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

async function vitest(projects, env) {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-test-'));
  const file = join(folder, 'summary.json');
  const command = [bin('vitest'), 'run', '--reporter=default', '--reporter=./scripts/vitest-summary.mjs'];
  for (const project of projects) command.push('--project', project);
  try {
    const { ok, timedOut } = await run(command, {
      cwd: root,
      env: { ...env, GORL_TEST_SUMMARY: file },
      limitMs: vitestLimitMs,
    });
    const summary = readSummary(file);
    if (timedOut) console.log(`vitest did not end within ${vitestLimitMs / 60_000} minutes and was stopped`);
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
