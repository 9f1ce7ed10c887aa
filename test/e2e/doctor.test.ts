import { createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';
import { runGorl } from '../support/run-gorl.ts';
import { doctor, hello } from './run-doctor.ts';
import { pathWithoutGo } from './tools.ts';

describe('gorl doctor', () => {
  test('where nothing is broken: no problem', async () => {
    await using rig = await hello();
    rig.write('.air.toml', '[build]\ncmd = "go build -o ./tmp/main ."\nentrypoint = ["./tmp/main"]\n');
    const { code, status, lines, problems } = await doctor(rig);
    expect(problems).toEqual([]);
    expect(code).toBe(status === 'problem' ? 1 : 0);
    expect(lines('go')).toEqual([expect.stringMatching(/^ok +go +go1\.\d+(\.\d+)? at \/.*\/go$/)]);
    expect(lines('module')).toEqual([expect.stringMatching(/^ok +module +example\.com\/http-hello/)]);
    expect(lines('main-packages')).toEqual([expect.stringMatching(/^ok .* \., from build\.cmd$/)]);
    expect(lines('config')).toEqual([expect.stringMatching(/^ok .* using \.air\.toml; 2 keys set/)]);
    expect(lines('port')).toEqual([expect.stringMatching(/^ok .* \(\$PORT\) is free$/)]);
    expect(lines('node')).toHaveLength(1);
    expect(lines('container')).toHaveLength(1);
    // It only looks.
    expect(() => rig.read('tmp/main')).toThrow('ENOENT');
    const detailed = await runGorl(rig, ['doctor', '-d']);
    expect(detailed.stdout).toMatch(/build\.entrypoint = \["\.\/tmp\/main"\] +\.air\.toml:3/);
  });

  test('1: no go', async () => {
    await using tools = new GorlRig();
    await using rig = await hello({ PATH: pathWithoutGo(tools) });
    const { code, status, lines } = await doctor(rig);
    expect([code, status]).toEqual([1, 'problem']);
    expect(lines('go')).toEqual([expect.stringMatching(/^problem +go +no go command on PATH; install Go from /)]);
    rig.write('.air.toml', '[build]\ncmd = "./build.sh"\n');
    expect((await doctor(rig)).lines('go')).toEqual([expect.stringMatching(/^warning +go +no go command on PATH/)]);
  });

  test('2: no module', async () => {
    await using rig = new GorlRig({
      files: { 'main.go': 'package main\n\nfunc main() {}\n', 'api/go.mod': 'module x\n' },
    });
    const { code, lines } = await doctor(rig);
    expect(code).toBe(1);
    expect(lines('module')).toEqual([
      expect.stringMatching(/^problem +module +no go\.mod in .*; start gorl in \.\/api/),
    ]);
  });

  test('3: the port is taken', async () => {
    await using rig = await hello();
    const port = Number(rig.env()['PORT']);
    const server = await listen(port);
    try {
      const { code, lines } = await doctor(rig);
      expect(code).toBe(1);
      expect(lines('port')).toEqual([
        expect.stringMatching(
          new RegExp(
            `^problem +port +${port} \\(\\$PORT\\) is in use by .* \\(pid ${process.pid}\\); stop it \\(kill ${process.pid}\\)`,
          ),
        ),
      ]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    // While gorl runs the program there, it is nobody's fault.
    rig.start();
    await listening(rig, port);
    const running = await doctor(rig);
    expect(running.problems).toEqual([]);
    expect(running.lines('port')).toEqual([
      expect.stringMatching(new RegExp(`^warning .* run by another gorl \\(pid ${rig.pid}\\)`)),
    ]);
  });

  test('6: a config with three mistakes', async () => {
    await using rig = await hello();
    rig.write('.air.toml', '[build]\ndellay = 5\nrerun = "yes"\nkill_delay = "soon"\n');
    const { code, lines } = await doctor(rig);
    expect(code).toBe(2);
    expect(lines('config')).toEqual([
      expect.stringMatching(/^warning .*\.air\.toml:2:1: unknown key "build\.dellay".* did you mean build\.delay\?$/),
      expect.stringMatching(/^problem .*\.air\.toml:3:9: build\.rerun must be true or false/),
      expect.stringMatching(/^problem .*\.air\.toml:4:14: build\.kill_delay /),
    ]);
    // Warnings alone do not fail.
    rig.write('.air.toml', '[build]\ndellay = 5\n');
    expect((await doctor(rig)).problems).toEqual([]);
    rig.write('.air.toml', '[build]\nexclude_regex = ["("]\n');
    const regex = await doctor(rig);
    expect(regex.code).toBe(2);
    expect(regex.lines('config').join('\n')).toMatch(/^problem .*\.air\.toml:2:17: .*exclude_regex: "\("/m);
    // Exponential for an engine that tries all ways.
    rig.write('.air.toml', `[build]\nexclude_regex = ['(a+)+\\.txt$']\n`);
    rig.write(`${'a'.repeat(40)}.go`, 'package main\n');
    expect((await doctor(rig)).problems).toEqual([]);
  });

  test('several main packages, and none', async () => {
    await using rig = new GorlRig({ from: 'fixtures/multi-cmd' });
    const several = await doctor(rig);
    expect(several.lines('main-packages')).toEqual([
      expect.stringMatching(/^warning .*there are 2: \.\/cmd\/api, \.\/cmd\/worker; .*gorl run \.\/cmd\/api/),
    ]);
    await using empty = new GorlRig({ files: { 'go.mod': 'module x\n\ngo 1.19\n', 'a.go': 'package a\n' } });
    const none = await doctor(empty);
    expect(none.code).toBe(1);
    expect(none.lines('main-packages')).toEqual([
      expect.stringMatching(/^problem .*none found: no package is named main/),
    ]);
  });

  test('a bin that is not what the build writes, as a start says it', async () => {
    await using rig = await hello();
    const config = (bin: string): void =>
      rig.write('.air.toml', `[build]\ncmd = "go build -o dist/ ."\nbin = "${bin}"\n`);
    config('./tmp/old');
    const wrong = await doctor(rig);
    expect(wrong.problems).toEqual([]);
    expect(wrong.lines('config').slice(1)).toEqual([
      expect.stringMatching(
        /^warning .*\.air\.toml:3:7: build\.bin is \.\/tmp\/old, but the build writes \.\/dist\/http-hello, which gorl runs; write: bin = "\.\/dist\/http-hello"$/,
      ),
    ]);
    config('./dist/http-hello');
    expect((await doctor(rig)).lines('config')).toHaveLength(1);
  });

  test('programs that the config names and nobody has, embedded files that are missing, a config of the past', async () => {
    await using rig = await hello();
    rig.write('.air.conf', '[build]\n');
    rig.write('static.go', 'package main\n\nimport _ "embed"\n\n//go:embed static/app.css\nvar style string\n');
    const old = await doctor(rig);
    expect(old.code).toBe(1);
    expect(old.lines('config')[1]).toMatch(/^warning .*\.air\.conf is ignored: .*; rename it to \.air\.toml$/);
    expect(old.lines('embed')).toEqual([
      expect.stringMatching(
        /^problem .*static\.go:5:12: pattern static\/app\.css: no matching files found; create the files/,
      ),
    ]);
    rig.write('static/app.css', 'a {}\n');
    rig.write(
      '.air.toml',
      '[build]\npre_cmd = ["./tailwindcss -i a"]\ncmd = "no-such-task build"\n[[build.generate]]\nfiles = ["*.templ"]\ncmd = "no-templ generate"\n',
    );
    const { code, lines } = await doctor(rig);
    expect(code).toBe(1);
    expect(lines('embed')).toEqual([]);
    expect(lines('commands')).toEqual([
      expect.stringMatching(/^problem .*build\.pre_cmd needs \.\/tailwindcss, which does not exist;/),
      expect.stringMatching(/^problem .*build\.generate "no-templ" needs no-templ, which is not on PATH;/),
      expect.stringMatching(/^problem .*build\.cmd needs no-such-task, which is not on PATH;/),
    ]);
  });

  test('takes no arguments', async () => {
    await using rig = await hello();
    expect(await runGorl(rig, ['doctor', 'x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('takes no arguments'),
    });
  });
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
