import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../../../src/base/find-on-path.ts';
import { commandTable, namedCommands } from '../../../../src/cli/command-table.ts';
import { dateOf, renderManPage } from '../../../../src/cli/describe/man-page.ts';
import { item, page, paragraph } from '../../../../src/cli/describe/roff.ts';
import { exitCodeRows, variableRows } from '../../../../src/cli/describe/surroundings.ts';
import { flagsOf } from '../../../../src/cli/flag-table.ts';
import { keys } from '../../../../src/config/keys/keys.ts';
import { exitCode } from '../../../../src/protocol/exit-code.ts';

const root = join(import.meta.dirname, '../../../..');
const text = (name: string): string => readFileSync(join(root, name), 'utf8');
const file = join(root, 'man/gorl.1');

describe('man/gorl.1', () => {
  const written = text('man/gorl.1');
  const { version, man } = JSON.parse(text('package.json')) as { version: string; man: string };

  test('is what scripts/generate-docs.ts writes, and what npm installs', () => {
    expect(written).toBe(renderManPage(version, dateOf(written) ?? 'no date'));
    expect(join(root, man)).toBe(file);
  });

  test('names every command, flag, key, and exit code', () => {
    const plain = written.replaceAll(/\\f[BIP]/g, '').replaceAll('\\-', '-');
    for (const name of Object.keys(namedCommands)) expect(plain).toContain(`gorl ${name}`);
    const flags = Object.keys(commandTable).flatMap((name) => flagsOf(name as keyof typeof commandTable));
    const tags = [...plain.matchAll(/^\.TP\n(-.*)$/gm)].map(([, tag = '']) => tag.split(' ')).flat();
    for (const { short, long } of flags) expect(tags.map((tag) => tag.replace(',', ''))).toContain(long ?? short);
    for (const key of keys) expect(plain).toContain(`.TP\n${key.split('.').at(-1)}`);
    for (const code of Object.values(exitCode)) expect(plain).toContain(`.TP\n${code}\n`);
  });

  test.for([
    ['mandoc', ['-T', 'lint', file]],
    ['man', ['--warnings', '-l', file]],
    ['groff', ['-man', '-ww', '-z', file]],
  ] as const)('has nothing that %s warns of', ([program, args], { skip }) => {
    if (findOnPath(program, process.env) === undefined) return skip(`${program} is not installed`);
    const env = { ...process.env, MANWIDTH: '80', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' };
    const script = `"$0" "$@" 2>&1 >/dev/null`;
    // mandoc tells its findings on stdout.
    const said = program === 'mandoc' ? `"$0" "$@" 2>&1 || true` : script;
    expect(execFileSync('/bin/sh', ['-c', said, program, ...args], { encoding: 'utf8', env })).toBe('');
  });
});

describe('what is said of gorl’s surroundings', () => {
  test('every exit code has a row, and the README has the same ones', () => {
    const rows = exitCodeRows.map(([code, when]) => `| ${code} | ${when} |`);
    expect(text('README.md')).toContain(rows.join('\n'));
    const told = exitCodeRows.map(([code]) => code);
    expect(Object.values(exitCode).filter((code) => !told.includes(String(code)))).toEqual([]);
  });

  test('every variable that is named is one that gorl reads', () => {
    const source = execFileSync('/bin/sh', ['-c', 'cat $(find src -name "*.ts" -not -path "*/describe/*")'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const names = variableRows.flatMap(([name]) => name.split(', ')).filter((name) => !name.includes('<'));
    expect(names.filter((name) => !source.includes(name))).toEqual([]);
  });
});

describe('roff', () => {
  test('nothing of a text is taken for a request or an escape', () => {
    expect(paragraph('.air.toml and a\\b')).toEqual(['.PP', '\\&.air.toml and a\\eb']);
    expect(item('x', "'quoted' … `--flag`")).toEqual(['.TP', 'x', "\\&'quoted' \\[u2026] \\fB\\-\\-flag\\fP"]);
  });

  test('indented lines stay as they are, others are one paragraph', () => {
    expect(page('One\ntwo.\n\n  $ a -b\n    c\n')).toEqual([
      '.PP',
      'One two.',
      '.PP',
      '.nf',
      '  $ a \\-b',
      '    c',
      '.fi',
    ]);
  });

  test('lines are short', () => {
    expect(paragraph('word '.repeat(100).trim()).every((line) => line.length < 80)).toBe(true);
  });
});
