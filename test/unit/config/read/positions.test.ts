import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { findPositions, type TomlPath } from '../../../../src/config/read/positions.ts';
import { createSourceText } from '../../../../src/config/read/source-text.ts';
import { tomlDocument } from './toml-documents.ts';

function pathsOf(value: unknown, path: TomlPath = []): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => [JSON.stringify([...path, index]), ...pathsOf(item, [...path, index])]);
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    JSON.stringify([...path, name]),
    ...pathsOf(item, [...path, name]),
  ]);
}

const positionsOf = (text: string) => findPositions(createSourceText('x.toml', text));

describe('positions', () => {
  test('finds exactly the keys that the parser finds, whatever way they are written', () => {
    fc.assert(
      fc.property(tomlDocument, (text) => {
        const found = positionsOf(text).paths.map((path) => JSON.stringify(path));
        expect(new Set(found)).toEqual(new Set(pathsOf(parse(text))));
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, also on text that is no TOML', () => {
    const scan = (text: string): void => {
      expect(Array.isArray(positionsOf(text).paths)).toBe(true);
    };
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), scan));
    const toml = fc.string({ unit: fc.constantFrom(...'[]{}="\'.,#\\\n \tab1-'), maxLength: 200 });
    fc.assert(fc.property(toml, scan), { numRuns: 1000 });
    const signs = ['[', '{', '"', "'", '\\', '.', '#\n', ' \n', '"""a"', '"\\a', '[\n', '{a='];
    for (const sign of signs) scan(`a = ${sign.repeat(1_000_000 / sign.length)}`);
    for (const sign of ['x', '"x', '\\"', '\n']) scan(`a = """${sign.repeat(1_000_000 / sign.length)}"""`);
  });

  const text = [
    'root = "."', // 1
    '[build]', // 2
    'cmd = """', // 3
    'a = 1', // 4
    '[x]""""', // 5
    '  "pre_cmd" = [', // 6
    '    "é", # ] not the end', // 7
    "    'b',", // 8
    '  ]', // 9
    'linux.cmd = "x"', // 10
    '[[build.rules]]', // 11
    'name = "one"', // 12
    '[[build.rules]]', // 13
    'name = "two"', // 14
    '[color]', // 15
    'main = "red"', // 16
  ].join('\r\n');

  type Place = [number, number | undefined];
  test.each<[TomlPath, Place, Place]>([
    [['root'], [1, 1], [1, 8]],
    [['build'], [2, 2], [2, 1]],
    [
      ['build', 'cmd'],
      [3, 1],
      [3, 7],
    ],
    [
      ['build', 'pre_cmd'],
      [6, 3],
      [6, 15],
    ],
    [
      ['build', 'pre_cmd', 0],
      [7, 5],
      [7, 5],
    ],
    [
      ['build', 'pre_cmd', 1],
      [8, 5],
      [8, 5],
    ],
    [
      ['build', 'linux'],
      [10, 1],
      [10, 13],
    ],
    [
      ['build', 'linux', 'cmd'],
      [10, 7],
      [10, 13],
    ],
    [
      ['build', 'rules', 0, 'name'],
      [12, 1],
      [12, 8],
    ],
    [
      ['build', 'rules', 1],
      [13, 9],
      [13, 1],
    ],
    [
      ['build', 'rules', 1, 'name'],
      [14, 1],
      [14, 8],
    ],
    [['nowhere'], [1, undefined], [1, undefined]],
  ])('%j', (path, key, value) => {
    const positions = positionsOf(text);
    expect([positions.key(path).line, positions.key(path).column]).toEqual(key);
    expect([positions.value(path).line, positions.value(path).column]).toEqual(value);
  });

  test('columns count bytes, as the Go tools do', () => {
    const positions = positionsOf('a = { "é€" = [1, "😀", 2] }');
    expect(positions.value(['a', 'é€', 2]).column).toBe('a = { "é€" = [1, "😀", '.length + 1 + 1 + 2 + 2);
  });
});
