import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  test('a directory in which nothing can be made is named, with the reason and the remedy', async () => {
    await using rig = new BuilderRig();
    writeFileSync(join(rig.dir, 'tmp'), '');
    rig.setUp({}, writesBinary);
    expect(await rig.build(1)).toMatchObject({
      type: 'build-failed',
      diagnostics: [
        {
          message: `cannot create ${join(rig.dir, 'tmp')}: a file with that name is in the way`,
          hint: 'make it writable, or set tmp_dir to another directory',
        },
      ],
    });
    rmSync(join(rig.dir, 'tmp'));
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

  test('a project that is gone fails the build, and nothing of it is made anew', async () => {
    await using rig = new BuilderRig();
    const gone = join(rig.dir, 'gone');
    rig.setUp({ project: [rig.dir, gone] });
    expect(await rig.build(1)).toMatchObject({
      type: 'build-failed',
      diagnostics: [{ message: `the project directory is gone: ${gone}` }],
    });
    expect(existsSync(join(rig.dir, 'tmp'))).toBe(false);
  });
});
