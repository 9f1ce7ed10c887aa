import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { airSubject, airVersion, gorlSubject } from '../support/air-subject.ts';
import { projectRoot } from '../support/gorl-rig.ts';
import { createTurns, runScenario } from './run-scenario.ts';
import { scenarios } from './scenarios.ts';
import type { Row, Scenario } from './scenario.ts';
import { temporaryFolder } from './stage.ts';
import { renderTable, writeTable } from './table.ts';

const air = airSubject();
const gorl = gorlSubject();
const rows: Row[] = [];
const turn = createTurns(3);
let folder: string;
let probe: string;

beforeAll(() => {
  folder = temporaryFolder();
  probe = join(folder, 'probe');
  execFileSync('go', ['build', '-o', probe, '.'], { cwd: join(import.meta.dirname, 'probe') });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const version = execFileSync(gorl.file, [...gorl.args, '-v'], { encoding: 'utf8' }).split(' (')[0] ?? 'gorl';
  // They end in any order.
  rows.sort((a, b) => scenarios.indexOf(a.scenario) - scenarios.indexOf(b.scenario));
  const table = renderTable(rows, {
    air: air === undefined ? 'no air on PATH' : `air ${airVersion(air.file)}`,
    gorl: version.trim(),
  });
  console.log(table);
  if (process.env['GORL_WRITE_TABLE'] === '1' && air !== undefined && rows.length === scenarios.length)
    writeTable(join(projectRoot, 'docs/air-migration.md'), table);
});

/** gorl is judged; air is only looked at. */
async function expectScenario(scenario: Scenario): Promise<void> {
  const saw = await turn(() => runScenario(scenario, gorl, probe));
  const inAir = air === undefined || scenario.notOnAir !== undefined ? undefined : air;
  rows.push({
    scenario,
    gorl: saw,
    air: inAir && (await turn(() => runScenario(scenario, inAir, probe))),
  });
  expect(saw.saw, saw.failure ?? '').toEqual({ ...scenario.expected, 'left over': 0 });
}

// Not test.each: it shortens names.
for (const scenario of scenarios) {
  test.concurrent(`${scenario.group}: ${scenario.name}`, { timeout: 300_000 }, () => expectScenario(scenario));
}

test('every group of air’s tests has a scenario', () => {
  const groups = new Set(scenarios.map(({ group }) => group));
  const missing = Array.from({ length: 37 }, (_, at) => String(at + 1)).filter((group) => !groups.has(group));
  expect(missing).toEqual([]);
});
