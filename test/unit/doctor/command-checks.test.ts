import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Check } from '../../../src/doctor/check.ts';
import { checkCommands, type ShellLine } from '../../../src/doctor/command-checks.ts';
import { namedPrograms } from '../../../src/doctor/shell-programs.ts';

let cwd: string;
beforeEach(() => void (cwd = mkdtempSync(join(tmpdir(), 'gorl-commands-'))));
afterEach(() => rmSync(cwd, { recursive: true }));

function program(name: string, mode = 0o755): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), '#!/bin/sh\n');
  chmodSync(join(cwd, name), mode);
}

function check(...lines: readonly (Partial<ShellLine> & { readonly line: string })[]): readonly string[] {
  const env = { PATH: join(cwd, 'bin'), HOME: cwd };
  const whole = lines.map((each, at) => ({ key: 'build.pre_cmd', first: at === 0, ...each }));
  return checkCommands({ lines: whole, cwd, env }).map(({ status, summary, hint }: Check) =>
    [status, summary, ...(hint === undefined ? [] : [hint])].join(' | '),
  );
}

test.each([
  ['make build', ['make']],
  ['A=1 B="x y" templ generate && ./tailwindcss -i a.css', ['templ', './tailwindcss']],
  ['if [ -f x ]; then sqlc generate; else echo no; fi', ['sqlc']],
  ['cat a | grep -v "b && c" > d; (swag init)', ['cat', 'grep', 'swag']],
  ['! nohup task dev & time buf lint', ['task', 'buf']],
  ['$TOOL x', []],
  ['"my tool" x', []],
  ['~/bin/x', []],
  ['echo "$(which none)"; none', []],
  ['for f in a b; do none $f; done', []],
  ['cat <<EOF\nnone\nEOF', []],
  ["it's not closed", []],
  ['', []],
])('%s starts %j', (line, names) => {
  expect(namedPrograms(line).map(({ name }) => name)).toEqual(names);
});

test('after cd a relative path may be anything', () => {
  expect(namedPrograms('./a && cd web && ./b && npm run x')).toEqual([
    { name: './a', elsewhere: false },
    { name: './b', elsewhere: true },
    { name: 'npm', elsewhere: true },
  ]);
});

test('what is there is said in one line', () => {
  program('bin/task');
  program('gen.sh');
  expect(check({ line: 'task generate' }, { line: './gen.sh && go generate ./...' })).toEqual([
    'ok | found task, ./gen.sh',
  ]);
  expect(check({ line: 'echo done' })).toEqual([]);
});

test('what is not on PATH is a problem, with where it is instead', () => {
  program('node_modules/.bin/vite');
  program('go/bin/templ');
  expect(
    check({ line: 'task generate' }, { line: 'vite build' }, { line: 'templ generate', key: 'build.cmd' }),
  ).toEqual([
    'problem | build.pre_cmd needs task, which is not on PATH | install it, or correct build.pre_cmd',
    `problem | build.pre_cmd needs vite, which is not on PATH | it is in ${cwd}/node_modules/.bin: add that to PATH`,
    `problem | build.cmd needs templ, which is not on PATH | it is in ${cwd}/go/bin: add that to PATH`,
  ]);
});

test('a file that does not exist, or may not be executed', () => {
  program('gen.sh', 0o644);
  expect(check({ line: './tailwindcss -i a' })).toEqual([
    'problem | build.pre_cmd needs ./tailwindcss, which does not exist | create it, or correct build.pre_cmd',
  ]);
  expect(check({ line: './gen.sh' })).toEqual([
    'problem | build.pre_cmd needs ./gen.sh, which is not executable | chmod +x ./gen.sh',
  ]);
  // An earlier command may make it.
  expect(check({ line: 'true' }, { line: './tool' })).toEqual([
    expect.stringMatching(/^warning \| build\.pre_cmd needs \.\/tool, which does not exist yet/),
  ]);
});

test('a hook of the end keeps nobody from working', () => {
  expect(check({ line: 'task stop', key: 'build.post_cmd' })[0]).toMatch(/^warning/);
});
