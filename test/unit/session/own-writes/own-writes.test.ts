import { expect, test } from 'vitest';
import { OwnWrites, withOwnWrites } from '../../../../src/session/own-writes/own-writes.ts';
import type { CommandResult } from '../../../../src/engine/ports.ts';
import { names, written } from './written-files.ts';

/** A build at `atMs` whose command runs for 100 ms, and what is saved so many ms after its start. */
function build(writes: OwnWrites, kind: 'hook' | 'build', atMs: number, files: Record<string, number>) {
  writes.buildStarted();
  const end = writes.commandStarted(kind, atMs);
  end(atMs + 100);
  return names(writes.sift(Object.entries(files).map(([name, after]) => written(name, atMs + after))));
}

test('a file that a hook writes in two builds in a row is the hook’s', () => {
  const writes = new OwnWrites();
  expect(build(writes, 'hook', 0, { 'gen.go': 50 })).toEqual({ rest: ['gen.go'], own: [], learned: [] });
  expect(build(writes, 'hook', 1000, { 'gen.go': 50 })).toEqual({ rest: [], own: ['gen.go'], learned: ['gen.go'] });
  expect(build(writes, 'hook', 2000, { 'gen.go': 50, 'main.go': 60 })).toEqual({
    rest: ['main.go'],
    own: ['gen.go'],
    learned: [],
  });
});

test('a file that says it is generated is the hook’s at once, but not a build command’s', () => {
  for (const [kind, own] of [
    ['hook', ['gen.go']],
    ['build', []],
  ] as const) {
    const writes = new OwnWrites();
    writes.buildStarted();
    writes.commandStarted(kind, 0)(100);
    expect(names(writes.sift([written('gen.go', 50, true)]))).toMatchObject({ own, learned: [] });
    // Changed while nothing runs, it counts.
    expect(names(writes.sift([written('gen.go', 500, true)])).rest).toEqual(['gen.go']);
  }
});

test('not in a row proves nothing', () => {
  const writes = new OwnWrites();
  build(writes, 'hook', 0, { 'gen.go': 50 });
  build(writes, 'hook', 1000, {});
  expect(build(writes, 'hook', 2000, { 'gen.go': 50 }).rest).toEqual(['gen.go']);
});

test('several writes in one build count as one', () => {
  const writes = new OwnWrites();
  writes.buildStarted();
  writes.commandStarted('hook', 0);
  for (const at of [10, 20, 30, 40]) expect(names(writes.sift([written('gen.go', at)])).rest).toEqual(['gen.go']);
});

test('what is saved when no command runs always counts', () => {
  const writes = new OwnWrites();
  for (const at of [0, 1000, 2000]) build(writes, 'hook', at, { 'gen.go': 50 });
  // The compiler may have read it already.
  expect(names(writes.sift([written('gen.go', 2103)])).rest).toEqual(['gen.go']);
  expect(names(writes.sift([written('gen.go', 5000)])).rest).toEqual(['gen.go']);
});

test('a write in the last fraction of a millisecond of the hook is the hook’s', () => {
  const writes = new OwnWrites();
  build(writes, 'hook', 0, { 'gen.go': 100.7 });
  expect(build(writes, 'hook', 1000, { 'gen.go': 100.7 }).own).toEqual(['gen.go']);
});

test('a file that somebody edits needs more proof', () => {
  const writes = new OwnWrites();
  build(writes, 'hook', 0, { 'main.go': 500 });
  const rests = [1, 2, 3, 4].map((at) => build(writes, 'hook', at * 1000, { 'main.go': 50 }).rest.length);
  expect(rests).toEqual([1, 1, 1, 0]);
  expect(writes.buildEnded('succeeded').map(({ rel }) => rel)).toEqual(['main.go']);
});

test('a build command needs more proof than a hook', () => {
  const writes = new OwnWrites();
  const rests = [0, 1, 2, 3, 4].map((at) => build(writes, 'build', at * 1000, { 'gen.go': 50 }).rest.length);
  expect(rests).toEqual([1, 1, 1, 0, 0]);
});

/** The same, up to its end; what is to be built once more. */
function wholeBuild(writes: OwnWrites, kind: 'hook' | 'build', atMs: number, files: Record<string, number>) {
  const sifted = build(writes, kind, atMs, files);
  const followUp = writes.buildEnded('succeeded').map(({ rel }) => rel);
  return { ...sifted, followUp };
}

const none = { rest: [], own: [], learned: [], followUp: [] };

test('what a build command seems to write is built once more, and then believed', () => {
  const writes = new OwnWrites();
  for (const at of [0, 1000, 2000]) build(writes, 'build', at, { 'gen.go': 50 });
  expect(wholeBuild(writes, 'build', 3000, { 'gen.go': 50 })).toEqual({ ...none, followUp: ['gen.go'] });
  expect(wholeBuild(writes, 'build', 4000, { 'gen.go': 50 })).toEqual({
    ...none,
    own: ['gen.go'],
    learned: ['gen.go'],
  });
  expect(wholeBuild(writes, 'build', 5000, { 'gen.go': 50 })).toEqual({ ...none, own: ['gen.go'] });
});

test('saves of a person that all fall into builds end in a build that has the last of them', () => {
  const writes = new OwnWrites();
  expect(build(writes, 'build', 0, { 'main.go': 500 }).rest).toEqual(['main.go']);
  for (let at = 1; at < 8; at++) build(writes, 'build', at * 1000, { 'main.go': 50 });
  for (let at = 8; at < 12; at++)
    expect(wholeBuild(writes, 'build', at * 1000, { 'main.go': 50 })).toEqual({ ...none, followUp: ['main.go'] });
  // The person pauses: the build that followed is the last word.
  expect(wholeBuild(writes, 'build', 12_000, {})).toEqual(none);
  expect(build(writes, 'build', 13_000, { 'main.go': 500 }).rest).toEqual(['main.go']);
});

test('a command that rewrites a file that is edited too is found out in the end', () => {
  const writes = new OwnWrites();
  build(writes, 'build', 0, { 'main.go': 500 });
  for (let at = 1; at < 8; at++) build(writes, 'build', at * 1000, { 'main.go': 50 });
  const followUps = Array.from({ length: 20 }, (_, at) =>
    wholeBuild(writes, 'build', (at + 8) * 1000, { 'main.go': 50 }),
  );
  expect(followUps.filter(({ followUp }) => followUp.length > 0)).toHaveLength(10);
  expect(followUps.filter(({ learned }) => learned.length > 0)).toHaveLength(1);
});

test('what a hook may have read itself is built once more: another file than Go source, or one that is edited', () => {
  const writes = new OwnWrites();
  build(writes, 'hook', 0, { 'page.templ': 50 });
  expect(wholeBuild(writes, 'hook', 1000, { 'page.templ': 50 })).toEqual({ ...none, followUp: ['page.templ'] });
});

test('what is told after the end of the build is acted on at once', () => {
  const writes = new OwnWrites();
  for (const at of [0, 1000, 2000]) build(writes, 'build', at, { 'gen.go': 50 });
  writes.buildStarted();
  writes.commandStarted('build', 3000)(3100);
  expect(writes.buildEnded('succeeded')).toEqual([]);
  expect(names(writes.sift([written('gen.go', 3050)])).rest).toEqual(['gen.go']);
  expect(wholeBuild(writes, 'build', 4000, { 'gen.go': 50 }).learned).toEqual(['gen.go']);
});

test('what a hook generated before it failed is built once more, once', () => {
  const writes = new OwnWrites();
  const failing = (atMs: number) => {
    writes.buildStarted();
    writes.commandStarted('hook', atMs)(atMs + 100);
    writes.sift([written('gen.go', atMs + 50, true)]);
    writes.hookEnded(false);
    return writes.buildEnded('failed').map(({ rel }) => rel);
  };
  expect([failing(0), failing(1000), failing(2000)]).toEqual([['gen.go'], [], ['gen.go']]);
});

test('so it is when it is reported only after the build, once', () => {
  const writes = new OwnWrites();
  const failing = (atMs: number) => {
    writes.buildStarted();
    writes.commandStarted('hook', atMs)(atMs + 100);
    writes.hookEnded(false);
    writes.buildEnded('failed');
    return names(writes.sift([written('gen.go', atMs + 50, true)])).rest;
  };
  expect([failing(0), failing(1000), failing(2000)]).toEqual([['gen.go'], [], ['gen.go']]);
});

test('a write that is told only during the next build is still that of its own', () => {
  const writes = new OwnWrites();
  build(writes, 'hook', 0, {});
  writes.buildStarted();
  expect(writes.idle).toBe(false);
  writes.sift([written('gen.go', 50)]);
  writes.buildStarted();
  writes.commandStarted('hook', 1000);
  expect(names(writes.sift([written('gen.go', 1050)])).own).toEqual(['gen.go']);
});

test('idle: no command in this build or the last', () => {
  const writes = new OwnWrites();
  expect(writes.idle).toBe(true);
  build(writes, 'hook', 0, {});
  expect(writes.idle).toBe(false);
  writes.buildStarted();
  expect(writes.idle).toBe(false);
  writes.buildStarted();
  expect(writes.idle).toBe(true);
});

test('shell text of a build opens a window, the go command does not', async () => {
  const writes = new OwnWrites();
  let end: (result: CommandResult) => void = () => {};
  const ended = new Promise<CommandResult>((resolve) => (end = resolve));
  const commands = withOwnWrites(
    { start: () => ({ pid: 1, ended, cancel: () => Promise.resolve() }) },
    writes,
    Date.now,
  );
  const spec = { cwd: '/p', env: {}, label: 'app/pre_cmd' };
  commands.start({ ...spec, command: { type: 'argv', file: '/go', args: [] } });
  expect(writes.idle).toBe(true);
  commands.start({ ...spec, command: { type: 'shell', line: 'x' } });
  expect(writes.idle).toBe(false);
  end({ end: { type: 'code', code: 0 }, output: '' });
  await ended;
  expect(names(writes.sift([written('gen.go', Date.now() + 1000)])).rest).toEqual(['gen.go']);
});
