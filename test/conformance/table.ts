import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Observation, Observations, Outcome, Row } from './scenario.ts';

const begin =
  '<!-- table of scenarios: made by `GORL_WRITE_TABLE=1 npx vitest run --project conformance`; do not edit -->';
const end = '<!-- end of the table of scenarios -->';

export interface TableNotes {
  /** Such as `air v1.67.4`, or why there is none. */
  readonly air: string;
  readonly gorl: string;
}

export type Verdict = 'same' | 'differs' | 'not run';

export function verdictOf({ gorl, air }: Row): Verdict {
  if (air === undefined) return 'not run';
  return isDeepStrictEqual(gorl.saw, air.saw) ? 'same' : 'differs';
}

/** One Markdown row per scenario, in the order of air's groups. */
export function renderTable(rows: readonly Row[], notes: TableNotes): string {
  const lines = rows.toSorted((a, b) => rank(a) - rank(b)).map((row) => renderRow(row, notes));
  const count = (verdict: Verdict): number => rows.filter((row) => verdictOf(row) === verdict).length;
  return [
    `${rows.length} scenarios; ${notes.gorl}, ${notes.air}: ${count('same')} the same, ${count('differs')} differ, ` +
      `${count('not run')} on gorl only.`,
    '',
    '| # | scenario | air | gorl | |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

/** Puts the table between its markers in docs/air-migration.md. */
export function writeTable(file: string, table: string): void {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to === -1) throw new Error(`${file} lacks the markers of the table`);
  writeFileSync(file, `${text.slice(0, from)}${begin}\n\n${table}\n${text.slice(to)}`);
}

function rank({ scenario: { group } }: Row): number {
  const number = Number(group);
  return Number.isNaN(number) ? ({ smoke: 0, gap: 100, gorl: 200 }[group] ?? 300) : number;
}

function renderRow(row: Row, notes: TableNotes): string {
  const { scenario, gorl, air } = row;
  const verdict = verdictOf(row);
  const airCell =
    air === undefined ? (scenario.notOnAir ?? notes.air) : verdict === 'same' ? 'as gorl' : differing(air, gorl);
  const last =
    verdict === 'same' ? 'same' : verdict === 'not run' ? '' : (scenario.why ?? 'differs, and nobody has said why');
  return `| ${[scenario.group, scenario.name, airCell, show(gorl.saw), last].map(cell).join(' | ')} |`;
}

function differing(air: Outcome, gorl: Outcome): string {
  const keys = [...new Set([...Object.keys(gorl.saw), ...Object.keys(air.saw)])];
  const other = keys.filter((key) => !isDeepStrictEqual(air.saw[key], gorl.saw[key]));
  return other
    .filter((key) => air.saw[key] !== undefined)
    .map((key) => `${key}: ${value(air.saw[key] ?? '')}`)
    .join('; ');
}

function show(saw: Observations): string {
  const entries = Object.entries(saw).filter(([key, each]) => key !== 'left over' || each !== 0);
  return entries.map(([key, each]) => `${key}: ${value(each)}`).join('; ') || 'yes';
}

function value(observation: Observation): string {
  if (typeof observation === 'object') return observation.map(value).join(', ') || 'none';
  if (observation === true) return 'yes';
  if (observation === false) return 'no';
  return String(observation);
}

/** Within backticks, Markdown shows `<` as it is. */
function cell(text: string): string {
  const escaped = text.replaceAll(/`[^`]*`|</g, (part) => (part === '<' ? '&lt;' : part));
  return escaped.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
