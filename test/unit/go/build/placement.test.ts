import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createArtifactStore, type ArtifactStore } from '../../../../src/go/build/artifacts.ts';
import { artifactMaker, sweepLeftovers } from '../../../../src/go/build/leftovers.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'gorl-placement-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const tmp = (): string => join(dir, 'tmp');
/** A living gorl's: the pid is that of the test. */
const store = (session: string, name = 'api'): ArtifactStore =>
  createArtifactStore({ dir: tmp(), name, maker: artifactMaker(session), service: 'app', windows: false });

async function build(of: ArtifactStore, generation: number, text = `build ${generation}`): Promise<void> {
  await of.makeWorkDir(generation);
  writeFileSync(of.pathOf(generation), text);
  await of.clean(generation, true);
}

describe('where a program is started from', () => {
  test('the same path for every build: in tmp_dir, or where the user wants the binary', async () => {
    const own = store('a');
    for (const generation of [1, 2]) {
      await build(own, generation);
      own.publish(generation, undefined);
      expect(own.startFrom(generation)).toBe(join(tmp(), '.gorl', 'api'));
      expect(readFileSync(join(tmp(), '.gorl', 'api'), 'utf8')).toBe(`build ${generation}`);
    }
    await build(own, 3);
    own.publish(3, join(dir, 'dist/server/main'));
    expect(own.startFrom(3)).toBe(join(dir, 'dist/server/main'));
    expect(readFileSync(join(dir, 'dist/server/main'), 'utf8')).toBe('build 3');
  });

  test('a link to the file of its own: nothing is copied, and what runs is not written into', async () => {
    const own = store('a');
    await build(own, 1);
    own.publish(1, join(dir, 'main'));
    const first = statSync(join(dir, 'main')).ino;
    expect(first).toBe(statSync(own.pathOf(1)).ino);
    await build(own, 2);
    own.publish(2, join(dir, 'main'));
    expect(statSync(own.pathOf(1)).ino).toBe(first);
    expect(readdirSync(dir).toSorted()).toEqual(['main', 'tmp']);
  });

  test('an older build, when it is started again after a newer one was put there and given up', async () => {
    const own = store('a');
    await build(own, 1);
    own.publish(1, join(dir, 'main'));
    await build(own, 2);
    own.publish(2, join(dir, 'main'));
    await own.clean(2, false);
    expect(own.startFrom(1)).toBe(join(dir, 'main'));
    expect(readFileSync(join(dir, 'main'), 'utf8')).toBe('build 1');
  });

  test('put back when it was removed or is another file by now; and it alone is enough', async () => {
    const own = store('a');
    await build(own, 1);
    own.publish(1, join(dir, 'main'));
    rmSync(join(dir, 'main'));
    expect(own.startFrom(1)).toBe(join(dir, 'main'));
    rmSync(join(dir, 'main'));
    writeFileSync(join(dir, 'main'), 'of somebody else');
    own.startFrom(1);
    expect(readFileSync(join(dir, 'main'), 'utf8')).toBe('build 1');
    rmSync(tmp(), { recursive: true });
    expect(own.startFrom(1)).toBe(join(dir, 'main'));
  });

  test('the file of its own, which is missing, where that is gone too: nothing is made anew', async () => {
    const own = store('a');
    for (const output of [undefined, join(dir, 'dist/main')]) {
      await build(own, 1);
      own.publish(1, output);
      rmSync(join(dir, 'dist'), { recursive: true, force: true });
      rmSync(tmp(), { recursive: true });
      expect(own.startFrom(1)).toBe(own.pathOf(1));
      expect(readdirSync(dir)).toEqual([]);
    }
  });

  test('the file of its own where the place cannot be had', async () => {
    const own = store('a');
    await build(own, 1);
    own.publish(1, join(dir, 'main'));
    rmSync(join(dir, 'main'));
    mkdirSync(join(dir, 'main/x'), { recursive: true });
    expect(own.startFrom(1)).toBe(own.pathOf(1));
    expect(own.startFrom(9)).toBeUndefined();
  });
});

describe('two gorls', () => {
  test('with one place: the second runs its own copy and says so once, until the first has gone', async () => {
    const [first, second] = [store('a'), store('b')];
    const place = join(dir, 'main');
    await build(first, 1, 'first');
    await build(second, 1, 'second');
    expect(first.publish(1, place)).toBeUndefined();
    expect(second.publish(1, place)).toBe(process.pid);
    expect(second.startFrom(1)).toBe(second.pathOf(1));
    await build(second, 2, 'second');
    expect(second.publish(2, place)).toBeUndefined();
    expect(second.startFrom(2)).toBe(second.pathOf(2));
    expect(first.startFrom(1)).toBe(place);
    expect(readFileSync(place, 'utf8')).toBe('first');

    await first.removeAll();
    await build(second, 3, 'second');
    second.publish(3, place);
    expect(second.startFrom(3)).toBe(place);
    expect(readFileSync(place, 'utf8')).toBe('second');
  });

  test('shell text of the user names the place: then it is put there all the same', async () => {
    const [first, second] = [store('a'), store('b')];
    const place = join(dir, 'main');
    await build(first, 1, 'first');
    await build(second, 1, 'second');
    first.publish(1, place);
    expect(second.publish(1, place, true)).toBeUndefined();
    expect(readFileSync(place, 'utf8')).toBe('second');
  });
});

describe('what is left', () => {
  test('a place that the user named stays at the end; one that nobody named goes, if it is still its own', async () => {
    const [first, second] = [store('a'), store('b', 'worker')];
    for (const each of [first, second]) await build(each, 1);
    first.publish(1, undefined);
    second.publish(1, undefined);
    await build(second, 2);
    second.publish(2, join(dir, 'main'));
    await first.removeAll();
    await second.removeAll();
    expect(existsSync(join(dir, 'main'))).toBe(true);
    // The last place of the second gorl was another one.
    expect(readdirSync(join(tmp(), '.gorl'))).toEqual(['worker']);
    await sweepLeftovers(tmp());
    expect(readdirSync(join(tmp(), '.gorl'))).toEqual([]);
  });

  test('of a gorl that was killed is swept with its places; those of living ones stay', async () => {
    const living = store('a');
    await build(living, 1);
    living.publish(1, undefined);
    const { namespace } = artifactMaker('c');
    const dead = createArtifactStore({
      dir: tmp(),
      name: 'old',
      maker: { pid: 7, namespace, session: 'c' },
      service: 'app',
    });
    await build(dead, 1);
    dead.publish(1, undefined);
    dead.publish(1, join(tmp(), 'main'));
    await sweepLeftovers(tmp(), { isAlive: (pid) => pid === process.pid });
    expect(readdirSync(join(tmp(), '.gorl')).filter((name) => !name.startsWith('gorl-'))).toEqual(['api']);
    expect(living.startFrom(1)).toBe(join(tmp(), '.gorl', 'api'));
    expect(existsSync(join(tmp(), 'main'))).toBe(true);
  });
});
