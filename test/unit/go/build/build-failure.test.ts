import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BuilderRig, writesBinary } from './builder-rig.ts';

describe('owned build', () => {
  test('a package that is not main gives no program: the build has failed, and the old binary stays where it is', async () => {
    await using rig = new BuilderRig();
    writeFileSync(join(rig.dir, 'app.go'), 'package app\n');
    const plan = { type: 'owned', goFile: '/go', flags: [], packages: ['.'], output: './bin/main' } as const;
    let text = 'binary';
    rig.setUp({ build: plan }, (command) => {
      const { command: what } = command.spec;
      if (what.type === 'argv') writeFileSync(what.args[what.args.indexOf('-o') + 1] as string, text);
      command.end(0);
    });
    await rig.build(1);
    text = '!<arch>\n__.PKGDEF';
    expect(await rig.build(2)).toMatchObject({
      type: 'build-failed',
      diagnostics: [{ message: 'this directory is package app, not a main package' }],
    });
    expect(readFileSync(join(rig.dir, 'bin/main'), 'utf8')).toBe('binary');
  });

  test('a directory in which nothing can be made is told in the words of who knows why', async () => {
    await using rig = new BuilderRig();
    const diagnostic = { severity: 'error', message: 'it is full', notes: [], source: 'environment' } as const;
    const more = {
      makeTmpDir: () => {
        throw Object.assign(new Error('mkdir'), { code: 'ENOSPC' });
      },
      explainTmpDir: () => diagnostic,
    };
    rig.setUp({}, writesBinary, more);
    expect(await rig.build(1)).toMatchObject({ type: 'build-failed', diagnostics: [diagnostic] });
  });

  test('a failure has diagnostics with their source, the rest, and an entry in the log', async () => {
    await using rig = new BuilderRig();
    writeFileSync(join(rig.dir, 'main.go'), 'package main\n\nfunc main() { x() }\n');
    const log = join(rig.dir, 'tmp', 'build-errors.log');
    rig.setUp({ log }, (command) => command.end(1, '# a\n./main.go:3:15: undefined: x\nsomething else\n'));
    const event = await rig.build(1);
    expect(event).toMatchObject({
      type: 'build-failed',
      end: { type: 'code', code: 1 },
      output: 'something else',
      diagnostics: [
        { message: 'undefined: x', location: { file: 'main.go', line: 3, column: 15, excerpt: { firstLine: 1 } } },
      ],
    });
    expect(readFileSync(log, 'utf8')).toMatch(
      /^==> \d{4}-.* build failed\n# a\n\.\/main\.go:3:15: undefined: x\nsomething else\n\n$/,
    );
    expect(rig.tmpFiles()).toEqual(['build-errors.log']);
  });

  test('a plan that cannot be made fails the build', async () => {
    await using rig = new BuilderRig();
    rig.setUp({}, undefined, {
      plan: () => {
        throw new Error('bad env file');
      },
    });
    expect(await rig.build(1)).toMatchObject({ type: 'build-failed', diagnostics: [{ message: 'bad env file' }] });
  });
});
