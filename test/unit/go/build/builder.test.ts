import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createArtifactStore } from '../../../../src/go/build/artifacts.ts';
import { artifactMaker } from '../../../../src/go/build/leftovers.ts';
import { stillSources } from '../../../../src/go/build/sources.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { batch, BuilderRig, writesBinary } from './builder-rig.ts';

describe('owned build', () => {
  test('writes a fresh file per generation, with a GOTMPDIR of its own that is gone afterwards', async () => {
    await using rig = new BuilderRig();
    let workDir = '';
    rig.setUp(
      { env: { A: 'b' } },
      (command) => {
        workDir = command.spec.env['GOTMPDIR'] ?? '';
        expect(statSync(workDir).isDirectory()).toBe(true);
        writesBinary(command);
      },
      { sessionId: '1-2-abc' },
    );
    const event = await rig.build(1);
    const path = createArtifactStore({
      dir: join(rig.dir, 'tmp'),
      name: 'api',
      maker: artifactMaker('1-2-abc'),
      service: 'app',
    }).pathOf(1);
    expect(event).toMatchObject({ type: 'build-succeeded', artifact: { generation: 1, path } });
    expect(rig.commands.started[0]?.spec).toMatchObject({
      command: { type: 'argv', file: '/go', args: ['build', '-race', '-o', path, './cmd/api'] },
      cwd: rig.dir,
      env: { A: 'b' },
      label: 'app/build-1',
    });
    expect(existsSync(workDir)).toBe(false);
    expect(existsSync(path)).toBe(true);
    const command = `cd ${rig.dir} && /go build -race -o ${path} ./cmd/api`;
    expect(rig.reports).toEqual([{ type: 'command-started', name: 'cmd', command }]);
  });

  test('start emits nothing by itself', async () => {
    await using rig = new BuilderRig();
    rig.setUp({}, writesBinary);
    rig.start(1);
    expect(rig.events).toEqual([]);
    expect(rig.commands.started).toEqual([]);
  });

  test("publishes the newest at the user's path", async () => {
    await using rig = new BuilderRig();
    rig.setUp(
      { build: { type: 'owned', goFile: '/go', flags: [], packages: ['.'], output: './bin/main' } },
      writesBinary,
    );
    await rig.build(1);
    const first = statSync(join(rig.dir, 'bin/main')).ino;
    await rig.build(2);
    expect(statSync(join(rig.dir, 'bin/main')).ino).not.toBe(first);
    expect(readdirSync(join(rig.dir, 'bin'))).toEqual(['main']);
  });

  test('an output that is a directory gets the name of the package', async () => {
    await using rig = new BuilderRig();
    rig.setUp(
      { build: { type: 'owned', goFile: '/go', flags: [], packages: ['./cmd/api'], output: 'bin/' } },
      writesBinary,
    );
    await rig.build(1);
    expect(readdirSync(join(rig.dir, 'bin'))).toEqual([process.platform === 'win32' ? 'api.exe' : 'api']);
  });

  test('keeps the newest, the one before, and what runs', async () => {
    await using rig = new BuilderRig();
    rig.setUp({}, writesBinary);
    for (const generation of [1, 2, 3, 4]) await rig.build(generation, { inUse: [1] });
    await waitFor(() => rig.tmpFiles().length === 3);
    expect(rig.tmpFiles().map((name) => /-(\d+)(?:\.exe)?$/.exec(name)?.[1])).toEqual(['1', '3', '4']);
    await rig.builder.dispose();
    expect(rig.tmpFiles()).toEqual([]);
  });

  test("a binary that cannot be put at the user's path is a warning, or a failure when it is run from there", async () => {
    await using rig = new BuilderRig();
    writeFileSync(join(rig.dir, 'file'), '');
    const output = { type: 'owned', goFile: '/go', flags: [], packages: ['.'], output: 'file/main' } as const;
    const message = expect.stringMatching(/^cannot put the new binary at file\/main: E/) as string;
    rig.setUp({ build: output }, writesBinary);
    expect(await rig.build(1)).toMatchObject({ type: 'build-succeeded' });
    expect(rig.reports.filter(({ type }) => type !== 'command-started')).toEqual([
      { type: 'notice', level: 'warning', message, hint: 'until then, gorl runs its own copy' },
    ]);
    await rig.builder.dispose();
    rig.setUp({ build: output, runsOutput: true }, writesBinary);
    expect(await rig.build(2)).toMatchObject({ type: 'build-failed', diagnostics: [{ message }] });
    expect(rig.reports.filter(({ type }) => type === 'notice')).toHaveLength(1);
    expect(rig.tmpFiles()).toEqual([]);
  });

  test("a build that begins at the moment of the last one's success keeps its work directory", async () => {
    await using rig = new BuilderRig();
    let oldest = '';
    let lost: boolean | undefined;
    // What is replaced is removed while the next build runs already; after that nothing may happen to it.
    const isRemoved = async (workDir: string): Promise<boolean> => {
      await waitFor(() => !existsSync(oldest));
      const goneAt = performance.now();
      await waitFor(() => !existsSync(workDir) || performance.now() - goneAt > 50);
      return !existsSync(workDir);
    };
    rig.setUp({}, (command) => {
      if (rig.commands.started.length < 4) return writesBinary(command);
      void isRemoved(command.spec.env['GOTMPDIR'] ?? '').then((removed) => {
        lost = removed;
        writesBinary(command);
      });
    });
    await rig.build(1);
    oldest = join(rig.dir, 'tmp', rig.tmpFiles()[0] as string);
    await rig.build(2);
    rig.builder.start({ generation: 3, batch, plan: rig.plan }, () => rig.start(4));
    await waitFor(() => rig.events.length === 3);
    expect(lost).toBe(false);
    expect(rig.events[2]).toMatchObject({ type: 'build-succeeded', generation: 4 });
  });

  test("downloads are told while they go on, a successful build's warnings afterwards", async () => {
    await using rig = new BuilderRig();
    rig.setUp({}, (command) => {
      command.spec.onOutput?.('go: downloading example');
      command.end(0, '.com/x v1\n# c\n./a.go:1:2: warning: unused\n');
    });
    await rig.build(1);
    expect(rig.reports.filter((report) => report.type === 'command-output').map((report) => report.text)).toEqual([
      'go: downloading example.com/x v1\n',
      '.com/x v1\n# c\n./a.go:1:2: warning: unused\n',
    ]);
  });

  test('a thousand downloads that are read at once are one report', async () => {
    await using rig = new BuilderRig();
    const lines = Array.from({ length: 1000 }, (_, at) => `go: downloading example.com/x${at} v1\n`).join('');
    rig.setUp({}, (command) => command.end(0, lines));
    await rig.build(1);
    expect(rig.reports.filter((report) => report.type === 'command-output').map((report) => report.text)).toEqual([
      lines,
    ]);
  });
});

test.each([0, 1])(
  'a build that ends with %d looks at the sources: a change that is found there cancels it',
  async (code) => {
    await using rig = new BuilderRig();
    const sources = { ...stillSources, look: () => rig.builder.cancel(1) };
    rig.setUp({}, (command) => command.end(code), { sources });
    expect(await rig.build(1)).toEqual({ type: 'build-cancelled', generation: 1 });
  },
);
