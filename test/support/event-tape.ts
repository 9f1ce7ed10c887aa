import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ReportType } from '../../src/protocol/report.ts';
import { envelopeFields } from '../../src/protocol/report/envelope.ts';
import { recordedFolder } from '../../scripts/recorded-events.ts';
import { projectRoot, type GorlRig } from './gorl-rig.ts';

/** What differs from run to run, and what stands for it on the tape. Zero stays zero. */
const stands = {
  version: '0.1.0',
  go: 'go1.26.8',
  durationMs: 412.3,
  livedMs: 3200,
  startMs: 61,
  sinceSaveMs: 486,
  buildMs: 412,
  stopMs: 8,
  savedAtMs: 1_795_444_001_512,
} as const satisfies Readonly<Record<string, unknown>>;

const firstPid = 48_201;
const firstPort = 8080;
const firstGoroutine = 7;
/** Its name begins with gorl's pid, the pid namespace and a random word. */
const workDirectory = /gorl-\d+-\d+-[a-z0-9]+-(?=[\w.-]*\d)/g;
const home = '/home/ann/shop';

/**
 * Events that gorl wrote in a test, made the same for every run: paths, pids, ports, versions and measured times are
 * replaced, all else is as it came. They are the examples of `docs/events.md` and of the tests of the terminal.
 */
export class EventTape {
  readonly #kept: unknown[] = [];
  readonly #pids = new Map<number, number>();
  readonly #ports = new Map<number, number>();
  readonly #goroutines = new Map<number, number>();
  readonly #texts = new Map<string, string>([[process.execPath, 'node']]);

  /** Whose directory is not to be named. */
  of(...rigs: readonly GorlRig[]): this {
    for (const { dir } of rigs) for (const path of [dir, realpathSync(dir)]) this.#texts.set(path, home);
    return this;
  }

  /** Records these, in this order. */
  keep(...events: readonly { readonly type: ReportType }[]): void {
    for (const event of events) {
      // Whose it is belongs to what was said; the rest of the envelope is made anew where it is shown.
      const fields = Object.entries(event).filter(([name]) => name === 'service' || !(name in envelopeFields));
      this.#kept.push(this.#normal(Object.fromEntries(fields), ''));
    }
  }

  /** Compares with the file of that name; `npm run record-events` writes it. */
  async expectRecorded(name: string): Promise<void> {
    const text = this.#kept.map((report) => `${JSON.stringify(report)}\n`).join('');
    await expect(text).toMatchFileSnapshot(join(projectRoot, recordedFolder, `${name}.ndjson`));
  }

  #normal(value: unknown, key: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#normal(item, key));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#normal(item, name)]));
    if (typeof value === 'number' && value !== 0) return this.#number(value, key);
    return typeof value === 'string' ? this.#text(value, key) : value;
  }

  #number(value: number, key: string): number {
    if (key in stands) return stands[key as 'livedMs'];
    if (['pid', 'gorlPid', 'from', 'leaked'].includes(key)) return numbered(this.#pids, value, firstPid, 12);
    return ['port', 'ports', 'added'].includes(key) ? numbered(this.#ports, value, firstPort, 1) : value;
  }

  #text(value: string, key: string): string {
    if (key === 'version' || key === 'go') return stands[key];
    if (key === 'url' || key === 'addresses')
      return value.replace(/(?<=:)\d+$/, (port) => String(numbered(this.#ports, Number(port), firstPort, 1)));
    const places = [...this.#texts].toSorted(([a], [b]) => b.length - a.length);
    const placed = places
      .reduce((text, [place, name]) => text.replaceAll(place, name), value)
      .replaceAll(workDirectory, 'gorl-48201-4026531836-5ohb0xy2-')
      .replaceAll(/(?<=goroutine )\d+/g, (id) => String(numbered(this.#goroutines, Number(id), firstGoroutine, 1)));
    return [...this.#ports].reduce((text, [real, shown]) => text.replaceAll(String(real), String(shown)), placed);
  }
}

function numbered(known: Map<number, number>, real: number, first: number, step: number): number {
  const shown = known.get(real) ?? first + known.size * step;
  known.set(real, shown);
  return shown;
}
