import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { findGo, newestGo, oldestGo, type GoAtHand } from '../support/go-versions.ts';
import { freePort, get, GorlRig, projectRoot, scrubbedEnv } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';

interface Breakage {
  readonly name: string;
  /** Extra files, and the edit of main.go. */
  readonly files?: Readonly<Record<string, string>>;
  readonly edit: (source: string) => string;
  /** The text that the caret must stand under; absent where Go names no position. */
  readonly token?: string;
  readonly message: RegExp;
  readonly note?: RegExp;
}

const use = (source: string, statement: string): string =>
  source.replace('mux := http.NewServeMux()', `${statement}\n\tmux := http.NewServeMux()`);

const breakages: readonly Breakage[] = [
  {
    name: 'build failure',
    edit: (source) => use(source, 'undefinedName()'),
    token: 'undefinedName',
    message: /undefined: undefinedName/,
  },
  {
    name: 'build failure after multi-byte text and tabs',
    edit: (source) => use(source, '\t\tfmt.Println("日本語 é", missingName)'),
    token: 'missingName',
    message: /undefined: missingName/,
  },
  { name: 'syntax error', edit: (source) => use(source, 'x := := 1'), token: ':=', message: /syntax error/ },
  {
    name: 'import cycle',
    files: {
      'one/one.go': 'package one\n\nimport _ "example.com/http-hello/two"\n',
      'two/two.go': 'package two\n\nimport _ "example.com/http-hello/one"\n',
    },
    edit: (source) => source.replace('import (', 'import (\n\t_ "example.com/http-hello/one"'),
    message: /import cycle not allowed/,
    note: /one|two/,
  },
  {
    name: 'missing module',
    edit: (source) => source.replace('import (', 'import (\n\t"example.invalid/nothing"'),
    token: '"example.invalid/nothing"',
    message: /example\.invalid\/nothing/,
  },
  {
    name: 'an error of several lines',
    edit: (source) => `${use(source, 'add(1)')}\nfunc add(a int, b string) {}\n`,
    // Go points at the last argument there is.
    token: '1)',
    message: /not enough arguments in call to add/,
    note: /want \(int, string\)/,
  },
];

describe.each([oldestGo, newestGo])('on %s', (version) => {
  let go: GoAtHand | undefined;
  beforeAll(async () => {
    go = await findGo(version);
    if (go === undefined) return;
    // With an empty cache the standard library alone would take longer than a test waits.
    const env = scrubbedEnv('diagnostics', { GOTOOLCHAIN: go.env['GOTOOLCHAIN'] ?? '', GOFLAGS: '' });
    const cwd = join(projectRoot, 'fixtures/http-hello');
    await promisify(execFile)('go', ['build', '-o', '/dev/null', '.'], { cwd, env });
  });

  test('the error is shown to the column, the old process still answers', async ({ skip }) => {
    if (go === undefined) return skip(`${version} cannot be had here (no network, or a Go without GOTOOLCHAIN)`);
    const port = await freePort();
    await using rig = new GorlRig({
      from: 'fixtures/http-hello',
      env: { PORT: String(port), GOTOOLCHAIN: go.env['GOTOOLCHAIN'] ?? '', GOFLAGS: '' },
    });
    const module = /^module (\S+)/m.exec(rig.read('go.mod'))?.[1] ?? '';
    const source = rig.read('main.go');
    rig.start();
    const started = await rig.waitForEvent('session-started');
    expect(started.go).toBe(go.version);
    await listening(rig, port);
    for (const breakage of breakages) {
      const shownBefore = rig.stderr.length;
      for (const [name, text] of Object.entries(breakage.files ?? {}))
        rig.write(name, text.replaceAll('example.com/http-hello', module));
      rig.write('main.go', breakage.edit(source).replaceAll('example.com/http-hello', module));
      const failed = await rig.waitForEvent('build-failed');
      const [first] = failed.diagnostics;
      const context = `${breakage.name} on ${version}\n${rig.dump()}`;
      expect(first?.message, context).toMatch(breakage.message);
      const words = [first?.message ?? '', ...(first?.notes ?? []).map(({ message }) => message)].join('\n');
      if (breakage.note !== undefined) expect(words, context).toMatch(breakage.note);
      await rig.until(
        'the lines on the screen',
        60_000,
        () => rig.stderr.length > shownBefore && breakage.message.test(rig.stderr.slice(shownBefore)),
      );
      if (breakage.token !== undefined) expectCaret(rig.stderr.slice(shownBefore), breakage.token, context);
      expect(await get(port), context).toBe('hello v1\n');
      rig.write('main.go', source);
      await rig.until('a good build', 60_000, () => {
        const last = rig.events.findLast(({ type }) => type === 'build-succeeded' || type === 'build-failed');
        return last?.type === 'build-succeeded';
      });
    }
  });
});

/** The first frame: a plain `file:line:col` at the start of its line, and the caret right below the token. */
function expectCaret(screen: string, token: string, context: string): void {
  const lines = screen.split('\n');
  const head = lines.findIndex((line) => /^main\.go:\d+:\d+: /.test(line));
  expect(head, context).toBeGreaterThanOrEqual(0);
  const number = /:(\d+):/.exec(lines[head] ?? '')?.[1] ?? '';
  const at = lines.findIndex((line, index) => index > head && new RegExp(`^ *${number} [|│] `).test(line));
  expect(at, context).toBeGreaterThan(head);
  const code = lines[at] ?? '';
  const caret = (lines[at + 1] ?? '').indexOf('^');
  // Both lines begin with the same gutter, and tabs stay tabs; wide characters take two cells.
  const shown = code.slice(0, code.lastIndexOf(token) === -1 ? 0 : code.lastIndexOf(token));
  const cells = [...shown].reduce((sum, char) => sum + (/[\u3000-\u9fff]/.test(char) ? 2 : 1), 0);
  expect(caret, `${context}\n${code}\n${lines[at + 1]}`).toBe(cells);
}

test('a package that the own module lacks is not advised to be fetched', async () => {
  await using rig = new GorlRig({
    files: {
      'go.mod': 'module example.com/own\n\ngo 1.19\n',
      'main.go': 'package main\n\nimport _ "example.com/own/store"\n\nfunc main() {}\n',
    },
  });
  rig.start();
  const { diagnostics } = await rig.waitForEvent('build-failed');
  expect(diagnostics).toMatchObject([
    { location: { file: 'main.go', line: 3 }, hint: 'there is no directory ./store in this module' },
  ]);
});
