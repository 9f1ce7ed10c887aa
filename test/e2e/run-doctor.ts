import { expect } from 'vitest';
import { freePort, GorlRig } from '../support/gorl-rig.ts';
import { runGorl, type Finished } from '../support/run-gorl.ts';

interface Check {
  readonly id: string;
  readonly status: string;
  readonly summary: string;
  readonly hint?: string;
}

/** What is said of `id` in a line each, as text and as JSON. */
export async function doctor(
  rig: GorlRig,
  run: (args: readonly string[]) => Promise<Finished> = (args) => runGorl(rig, args),
) {
  const text = await run(['doctor']);
  const json = await run(['doctor', '--json']);
  expect(json.code).toBe(text.code);
  expect(text.stderr + json.stderr).toBe('');
  const parsed = JSON.parse(json.stdout) as { v: number; checks: readonly Check[]; status: string };
  expect(parsed.v).toBe(1);
  expect(json.stdout.trimEnd()).not.toContain('\n');
  const lines = text.stdout.split('\n').slice(0, -3);
  expect(lines).toHaveLength(parsed.checks.length);
  for (const [at, check] of parsed.checks.entries())
    expect(lines[at]).toMatch(new RegExp(`^${check.status} +${check.id} `));
  return {
    code: text.code,
    status: parsed.status,
    /** Without what only says how much of inotify is in use on this machine. */
    problems: lines.filter((line) => line.startsWith('problem ') && !/^\w+ +watch-limits /.test(line)),
    lines: (id: string): readonly string[] => lines.filter((line) => new RegExp(`^\\w+ +${id} `).test(line)),
  };
}

/** A port that the program is free to use, so that what else runs on this machine does not matter. */
export async function hello(more: Readonly<Record<string, string>> = {}): Promise<GorlRig> {
  const env = { PORT: String(await freePort()), ...more };
  return new GorlRig({ from: 'fixtures/http-hello', env });
}
