import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gorlBin, projectRoot, scrubbedEnv } from '../support/gorl-rig.ts';

/**
 * Some of them stay valid by luck (a cut at the end of a line). Each is a process of its own; thousands more are read in
 * one process by unit/config/read/mutated.
 */
const count = Number(process.env['GORL_BROKEN_CONFIGS'] ?? 64);
const seed = Number(process.env['GORL_SEED'] ?? 20_261_123);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gorl-configs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Random = (below: number) => number;

function randomNumbers(start: number): Random {
  let state = start;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The example with all keys active: the more there is, the more can be broken. */
const example = readFileSync(join(projectRoot, '.air.toml.example'), 'utf8').replaceAll(/^# (?=[a-z_]+ = |\[)/gm, '');
const lines = example.split('\n');
const keyLines = lines.map((line, at) => ({ line, at })).filter(({ line }) => /^\s*[a-z_]+ = /.test(line));

const replaceLine = (at: number, text: string): string => lines.toSpliced(at, 1, text).join('\n');
const keyOf = (line: string): string => line.slice(0, line.indexOf('=')).trim();

const mutations: Readonly<Record<string, (random: Random) => string | Buffer>> = {
  'wrong type': (random) => {
    const { line, at } = keyLines[random(keyLines.length)] ?? { line: 'root = 1', at: 0 };
    return replaceLine(
      at,
      `${keyOf(line)} = ${['1979-05-27', '{ a = 1 }', '[[1], [2]]', '3.5', 'nan', '[true, 1]'][random(6)]}`,
    );
  },
  'huge number': (random) => {
    const { line, at } = keyLines[random(keyLines.length)] ?? { line: 'root = 1', at: 0 };
    return replaceLine(
      at,
      `${keyOf(line)} = ${['9223372036854775807', '-9223372036854775808', '99999999999999999999999', '1e400', '-1'][random(5)]}`,
    );
  },
  'unknown key': (random) => {
    const { line, at } = keyLines[random(keyLines.length)] ?? { line: 'root = 1', at: 0 };
    const name = keyOf(line);
    const broken = name.length > 3 ? name.slice(0, 2) + name.slice(3) : `${name}x`;
    return replaceLine(at, line.replace(name, broken));
  },
  'broken syntax': (random) => {
    const at = random(example.length);
    return example.slice(0, at) + ['"', '[', ']', '=', '\n[[', '\\', "'''", '{'][random(8)] + example.slice(at);
  },
  'cut off': (random) => example.slice(0, random(example.length)),
  'duplicate key': (random) => {
    const { line, at } = keyLines[random(keyLines.length)] ?? { line: 'root = 1', at: 0 };
    return replaceLine(at, `${line}\n${line}`);
  },
  'binary rubbish': (random) => Buffer.from(Array.from({ length: 1 + random(2_000) }, () => random(256))),
  'rubbish inside': (random) => {
    const at = random(example.length);
    return Buffer.concat([
      Buffer.from(example.slice(0, at)),
      Buffer.from(Array.from({ length: 1 + random(9) }, () => random(256))),
      Buffer.from(example.slice(at)),
    ]);
  },
};

interface Outcome {
  readonly code: number;
  readonly stderr: string;
}

function showConfig(file: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [gorlBin(), 'config', '-c', file],
      { cwd: folder, env: scrubbedEnv('configs') },
      (error, _, stderr) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** Keys that are not in the example, or of another type there: a file without a complaint must have none. */
function typesOf(text: string): string[] {
  const wrong: string[] = [];
  const known = parse(example) as Record<string, unknown>;
  const kind = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);
  const compare = (value: unknown, sample: unknown, path: string): void => {
    // A single string may stand for a list of one.
    if (kind(value) !== kind(sample) && !(kind(sample) === 'list' && typeof value === 'string')) wrong.push(path);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, part] of Object.entries(value))
        compare(part, (sample as Record<string, unknown>)[key], `${path}.${key}`);
    } else if (typeof value === 'number' && (value < 0 || value > 2 ** 31)) wrong.push(path);
  };
  compare(parse(text), known, '$');
  return wrong;
}

test(`${count} broken configs: exit 2 or a warning, with a place, never a stack trace`, async () => {
  const random = randomNumbers(seed);
  const names = Object.keys(mutations);
  const outcomes = { refused: 0, warned: 0, fine: 0 };
  const queue = Array.from({ length: count }, (_, at) => ({
    name: names[at % names.length] ?? '',
    file: `${at}.toml`,
  }));
  for (const { name, file } of queue) writeFileSync(join(folder, file), mutations[name]?.(random) ?? '');
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { code, stderr } = await showConfig(next.file);
      const context = `${next.name} (${next.file}, seed ${seed})\n${stderr}`;
      expect([0, 2], context).toContain(code);
      expect(stderr, context).not.toMatch(/^\s+at .*[:(]\d+:\d+\)?$|internal error|Error: /m);
      if (code === 2) expect(stderr, context).toMatch(new RegExp(`^${next.file}:\\d+`, 'm'));
      // What is not refused and not as it should be is told with its place.
      if (code === 0 && stderr !== '') expect(stderr, context).toMatch(new RegExp(`^${next.file}:\\d+`, 'm'));
      if (code === 0 && stderr === '')
        expect(typesOf(readFileSync(join(folder, next.file), 'utf8')), context).toEqual([]);
      outcomes[code === 2 ? 'refused' : stderr === '' ? 'fine' : 'warned'] += 1;
    }
  };
  await Promise.all([work(), work()]);
  console.info(`${JSON.stringify(outcomes)}, seed ${seed}`);
  expect(outcomes.refused + outcomes.warned).toBeGreaterThanOrEqual(count * 0.75);
  expect(outcomes.refused).toBeGreaterThan(count / 4);
  expect(outcomes.warned).toBeGreaterThan(count / 20);
});
