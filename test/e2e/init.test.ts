import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';
import { said, talkingApp, twoMains } from '../support/talking-app.ts';

/** On a machine that has it, too. */
function pathWithoutSqlc(): string {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  return directories.filter((directory) => !existsSync(join(directory, 'sqlc'))).join(delimiter);
}

describe('gorl init', () => {
  test('writes once', async () => {
    await using rig = new GorlRig({ files: talkingApp() });
    expect(await runGorl(rig, ['init'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('.air.toml written'),
    });
    const text = rig.read('.air.toml');
    expect(text).toContain('go build -o ./tmp/main .');
    rig.write('.air.toml', '# mine\n');
    const again = await runGorl(rig, ['init']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('.air.toml already exists');
    expect(rig.read('.air.toml')).toBe('# mine\n');
  });

  test.each(['gorl.toml', '.config/gorl.toml', '.config/air.toml'])('beside %s, it writes nothing', async (name) => {
    await using rig = new GorlRig({ files: { ...talkingApp(), [name]: '' } });
    const { code, stderr } = await runGorl(rig, ['init']);
    expect(code).toBe(2);
    expect(stderr).toContain(`${name} already exists`);
    expect(existsSync(rig.path('.air.toml'))).toBe(false);
  });

  test('where there is no go.mod, that is said', async () => {
    await using rig = new GorlRig();
    const { code, stdout, stderr } = await runGorl(rig, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('.air.toml written');
    expect(stderr).toMatch(/warning: no go\.mod in .*\n.*go mod init/);
  });

  test('fits several mains, templates and an env file; what it wrote runs', async () => {
    await using rig = new GorlRig({
      files: { ...twoMains(), 'web/page.tmpl': 'x', '.env': 'APP_FROM=file\n', 'assets/logo.svg': 'x' },
    });
    const { code, stdout } = await runGorl(rig, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('./cmd/worker');
    const text = rig.read('.air.toml');
    expect(text).toContain('go build -o ./tmp/main ./cmd/api');
    expect(text).toMatch(/^# .*\.\/cmd\/worker/m);
    expect(text).toMatch(/include_ext = \["go", "tmpl"\]/);
    expect(text).toMatch(/env_files = \["\.env"\]/);
    expect(text).toMatch(/exclude_dir = .*"assets"/);
    rig.start();
    expect((await said(rig)).env).toEqual({ APP_FROM: 'file' });
    expect(rig.events.filter(({ type }) => type === 'problems')).toEqual([]);
  });

  test('finds generators: active where their program is there, else a comment with the reason', async () => {
    await using rig = new GorlRig({
      files: {
        ...talkingApp(),
        'go.mod': 'module example.com/talking\n\ngo 1.24\n\ntool github.com/a-h/templ/cmd/templ\n',
        'views/a.templ': 'package views\n',
        'sqlc.yaml': 'version: "2"\n',
        'q/a.sql': 'select 1;\n',
        'static/a.html': '<p>',
        'static/static.go': 'package static\n\nimport "embed"\n\n//go:embed *.html\nvar Files embed.FS\n',
      },
      env: { PATH: pathWithoutSqlc() },
    });
    const { code, stdout } = await runGorl(rig, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('runs templ (views/a.templ) before the build: go tool templ generate\n');
    expect(stdout).toMatch(/found sqlc \(sqlc\.yaml\), in a comment only: sqlc is not on PATH \(go install \S+\)\n/);
    const text = rig.read('.air.toml');
    expect(text).toMatch(
      /^\[\[build\.generate\]\]\nname = "templ"\nfiles = \["\*\*\/\*\.templ"\]\ncmd = "go tool templ generate"$/m,
    );
    expect(text).toMatch(/^# cmd = "sqlc generate"$/m);
    // Templ and sqlc read the others, and the page is embedded.
    expect(text).toMatch(/^include_ext = \["go"\]$/m);
  });

  test('of several programs it takes the one that serves', async () => {
    const main = (body: string): string => `package main\n\nimport "net/http"\n\nfunc main() { ${body} }\n`;
    await using rig = new GorlRig({
      files: {
        'go.mod': 'module example.com/prices\n\ngo 1.19\n',
        'cmd/fetch/main.go': main('http.Get("http://127.0.0.1:1")'),
        'cmd/site/main.go': main('http.ListenAndServe("127.0.0.1:0", nil)'),
        'internal/tools/docs/main.go': main('http.ListenAndServe("127.0.0.1:0", nil)'),
      },
    });
    const { stdout } = await runGorl(rig, ['init']);
    expect(stdout).toContain('builds ./cmd/site');
    expect(stdout).toContain('./cmd/fetch, ./internal/tools/docs');
    expect(rig.read('.air.toml')).toMatch(/^cmd = "go build -o \.\/tmp\/main \.\/cmd\/site"$/m);
  });
});
