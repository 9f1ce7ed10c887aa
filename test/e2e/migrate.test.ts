import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort, get, GorlRig, projectRoot } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';

const fixture = (name: string): string => join(projectRoot, 'fixtures/migrate', name);

interface Case {
  readonly folder: string;
  /** The words after `init`; without a tool's name it has to be found. */
  readonly args: readonly string[];
  readonly config: string;
  /** Where the config says that the program is. */
  readonly main: string;
  /** The port that the config itself gives to the program; else `$PORT` does. */
  readonly ownPort?: string;
  readonly lost: RegExp;
}

const cases: readonly Case[] = [
  { folder: 'fresh', args: ['--from', 'fresh'], config: 'runner.conf', main: 'main.go', lost: /bold_magenta/ },
  { folder: 'fresh-yaml', args: ['--from'], config: '.fresh.yaml', main: 'cmd/server/main.go', lost: /^$/ },
  {
    folder: 'gin',
    args: ['--from', 'gin'],
    config: 'Makefile',
    main: 'main.go',
    ownPort: '3901',
    lost: /main\.go: gin passes/,
  },
  {
    folder: 'gin-package',
    args: ['-from=auto'],
    config: 'package.json',
    main: 'cmd/server/main.go',
    ownPort: '4001',
    lost: /--laddr/,
  },
  {
    folder: 'nodemon',
    args: ['--from=nodemon'],
    config: 'nodemon.json',
    main: 'cmd/server/main.go',
    lost: /^not carried over: events/m,
  },
  {
    folder: 'reflex',
    args: ['--from', 'reflex'],
    config: 'reflex.conf',
    main: 'cmd/server/main.go',
    lost: /mdserve docs/,
  },
  {
    folder: 'modd',
    args: ['--from', 'modd'],
    config: 'modd.conf',
    main: 'cmd/server/main.go',
    lost: /go test @dirmods/,
  },
];

describe('gorl init --from', () => {
  test.each(cases)('$folder: the expected file, and the program answers', async (each) => {
    const port = await freePort();
    await using rig = new GorlRig({ env: { PORT: String(port) } });
    const app = join(projectRoot, 'fixtures/http-hello');
    rig.write(each.main, readFileSync(join(app, 'main.go'), 'utf8'));
    cpSync(join(app, 'go.mod'), rig.path('go.mod'));
    const replaced = (text: string): string =>
      each.ownPort === undefined ? text : text.replaceAll(each.ownPort, String(port));
    rig.write(each.config, replaced(readFileSync(join(fixture(each.folder), each.config), 'utf8')));
    // The expected text knows of these directories.
    if (each.folder === 'nodemon') rig.write('internal/mocks/mock.txt', '');

    const { code, stdout, stderr } = await runGorl(rig, ['init', ...each.args]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(rig.read('.air.toml')).toBe(replaced(readFileSync(join(fixture(each.folder), 'expected.air.toml'), 'utf8')));
    const [first, ...rest] = stdout.trimEnd().split('\n');
    expect(first).toMatch(
      new RegExp(`^\\.air\\.toml written from ${each.config.replaceAll('.', '\\.')}.*: \\d+ keys$`),
    );
    expect(rest.join('\n')).toMatch(each.lost);

    rig.start();
    await rig.waitForEvent('process-started');
    await rig.until('the answer', 60_000, async () => (await get(port)) === 'hello v1\n');
    rig.write(each.main, rig.read(each.main).replace('hello v1', 'hello v2'));
    await rig.until('the new answer', 60_000, async () => (await get(port)) === 'hello v2\n');
  });

  test('never overwrites, and says what else is there', async () => {
    await using rig = new GorlRig();
    cpSync(fixture('modd'), rig.dir, { recursive: true });
    cpSync(join(fixture('reflex'), 'reflex.conf'), rig.path('reflex.conf'));
    const first = await runGorl(rig, ['init', '--from']);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('written from reflex.conf:6 (reflex)');
    expect(first.stdout).toContain('modd.conf (modd) was not used: gorl init --from modd reads it');
    const before = rig.read('.air.toml');
    const again = await runGorl(rig, ['init', '--from', 'modd']);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('.air.toml already exists');
    expect(rig.read('.air.toml')).toBe(before);
  });

  test('plain gorl init names what it did not read', async () => {
    await using rig = new GorlRig({ from: 'fixtures/http-hello' });
    cpSync(join(fixture('modd'), 'modd.conf'), rig.path('modd.conf'));
    const { code, stdout } = await runGorl(rig, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('gorl init --from modd');
  });

  test.each([
    [['--from'], /nothing to carry over/],
    [['--from', 'gin'], /nothing to carry over: looked for Makefile, package\.json/],
    [['--from', 'nodmon'], /did you mean nodemon\?/],
    [['--from', 'modd', 'x'], /takes no arguments/],
  ])('%j: exit code 2, nothing written', async (args, message) => {
    await using rig = new GorlRig({ files: { 'go.mod': 'module example.com/x\n' } });
    const { code, stderr } = await runGorl(rig, ['init', ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(() => rig.read('.air.toml')).toThrow('ENOENT');
  });
});
