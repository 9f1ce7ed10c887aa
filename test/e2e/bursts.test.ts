import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { waitFor } from '../support/wait-for.ts';

/** Operations in all; at least 2 000 for the record, fewer in CI. */
const total = Number(process.env['GORL_BURST_OPS'] ?? 200);
const seed = Number(process.env['GORL_SEED'] ?? Date.now() % 1_000_000);

/** mulberry32: small, and the same everywhere. */
function randomNumbers(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What a build saw: every watched file with the hash of its content, as the custom command below writes it down. */
const digest = `find . -name '*.go' -not -path './tmp/*' -not -path './.git/*' | LC_ALL=C sort | xargs -r sha1sum > tmp/seen`;

function onDisk(root: string): string {
  const files = readdirSync(root, { withFileTypes: true })
    // Not in tmp: what gorl makes there comes and goes.
    .filter(({ name }) => name !== 'tmp' && name !== '.git')
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((name) =>
            join(entry.name, name),
          )
        : [entry.name],
    )
    .filter((name) => name.endsWith('.go'))
    .toSorted((a, b) => (`./${a}` < `./${b}` ? -1 : 1));
  return files
    .map(
      (name) =>
        `${createHash('sha1')
          .update(readFileSync(join(root, name)))
          .digest('hex')}  ./${name}\n`,
    )
    .join('');
}

type Operation = (root: string, random: (below: number) => number) => Promise<void> | void;

let counter = 0;
const fresh = (): string => `package p // ${(counter += 1)}\n`;

function anyFile(root: string, random: (below: number) => number): string | undefined {
  // Not in tmp: what gorl makes there comes and goes.
  const files = readdirSync(root)
    .filter((name) => /^d\d+$/.test(name))
    .flatMap((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)),
    )
    .filter((name) => name.endsWith('.go'));
  return files.length === 0 ? undefined : join(root, files[random(files.length)] ?? '');
}

function anyDirectory(root: string, random: (below: number) => number): string | undefined {
  const names = readdirSync(root).filter((name) => /^d\d+$/.test(name));
  return names.length < 2 ? undefined : join(root, names[random(names.length)] ?? '');
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const git = (root: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'gc.auto=0', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    // What the user has set (hooks, signing, line ends) is none of this test's business.
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });

const operations: Readonly<Record<string, Operation>> = {
  create: (root, random) => write(join(root, `d${random(9)}`, `f${random(99)}.go`), fresh()),
  edit: (root, random) => write(anyFile(root, random) ?? join(root, 'd0/f0.go'), fresh()),
  'truncate, then write': (root, random) => {
    const file = anyFile(root, random) ?? join(root, 'd0/f0.go');
    write(file, '');
    write(file, fresh());
  },
  'save, formatted 30 ms later': async (root, random) => {
    const file = anyFile(root, random) ?? join(root, 'd0/f0.go');
    write(file, `${fresh()}  `);
    await passed(30);
    write(file, fresh());
  },
  rename: (root, random) => {
    const file = anyFile(root, random);
    if (file !== undefined) renameSync(file, join(dirname(file), `r${(counter += 1)}.go`));
  },
  'remove a directory': (root, random) => {
    const directory = anyDirectory(root, random);
    if (directory !== undefined) rmSync(directory, { recursive: true });
  },
  'move a directory': (root, random) => {
    const directory = anyDirectory(root, random);
    const target = join(root, `d${100 + (counter += 1)}`);
    if (directory !== undefined && !existsSync(target)) renameSync(directory, target);
  },
  'atomic save': (root, random) => {
    const file = anyFile(root, random) ?? join(root, 'd0/f0.go');
    write(`${file}~`, fresh());
    renameSync(`${file}~`, file);
  },
  'a directory that arrives with files': (root) => {
    const name = `d${200 + (counter += 1)}`;
    write(join(root, 'tmp/staging', name, 'deep/er/x.go'), fresh());
    write(join(root, 'tmp/staging', name, 'y.go'), fresh());
    renameSync(join(root, 'tmp/staging', name), join(root, name));
  },
};

/** Time between the two halves of an operation, as a formatter takes it. */
function passed(ms: number): Promise<void> {
  const start = performance.now();
  return waitFor(() => performance.now() - start >= ms);
}

test(
  `${total} random operations in bursts: one build each, of exactly what is on disk (GORL_SEED=${seed})`,
  { timeout: 60_000 + total * 1_500 },
  async () => {
    const random = randomNumbers(seed);
    await using rig = new GorlRig({
      files: {
        'd0/f0.go': fresh(),
        'd1/f1.go': fresh(),
        // It reads at once, and ends only after the burst: no pause within one, however long, makes two builds of it.
        '.air.toml': `[build]\ncmd = '''${digest}; while [ -e tmp/busy ]; do sleep 0.01; done; sleep 0.15'''\nfull_bin = "exec sleep 1000"\nkill_delay = 0\n`,
      },
    });
    rig.start();
    await rig.waitForEvent('process-started');
    const names = Object.keys(operations);
    const count = (type: string): number => rig.events.filter((event) => event.type === type).length;
    const runnable = (): number => rig.events.filter((event) => event.type === 'build-succeeded').length;
    let done = 0;
    let bursts = 0;
    let checkouts = 0;
    while (done < total) {
      const before = runnable();
      const length = 1 + random(8);
      const performed: string[] = [];
      const isCheckout = bursts % 25 === 24;
      rig.write('tmp/busy', '');
      if (isCheckout) {
        performed.push('git checkout of 500 files');
        checkouts += 1;
        checkout(rig.dir);
        done += 1;
      }
      for (let at = 0; at < length && !isCheckout; at++, done++) {
        const name = names[random(names.length)] ?? 'edit';
        performed.push(name);
        await operations[name]?.(rig.dir, random);
      }
      bursts += 1;
      // Whatever the operations came to, there is something to build now.
      write(join(rig.dir, 'last.go'), fresh());
      const expected = onDisk(rig.dir);
      rmSync(rig.path('tmp/busy'));
      const context = (): string => `seed ${seed}, burst ${bursts}: ${performed.join('; ')}`;
      await rig.until(
        `a build of what is on disk: ${context()}`,
        60_000,
        () => runnable() > before && readFileSync(rig.path('tmp/seen'), 'utf8') === expected,
      );
      await rig.until(
        'rest',
        60_000,
        () => count('build-started') === count('build-succeeded') + count('build-cancelled'),
      );
      await rig.waitForEvent('process-started', ({ generation }) => generation === count('build-started'));
      expect(runnable() - before, context()).toBe(1);
    }
    console.info(
      `${done} operations in ${bursts} bursts, ${checkouts} checkouts, ${runnable() - 1} builds, ${count('build-cancelled')} cancelled, seed ${seed}`,
    );
  },
);

let branch = 0;

/** Commits what is there on a branch, then 500 other files on another, and checks them out at once. */
function checkout(root: string): void {
  if (!existsSync(join(root, '.git'))) {
    git(root, 'init', '-q');
    writeFileSync(join(root, '.git/info/exclude'), 'tmp\n');
  }
  branch += 1;
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', 'now');
  // The other commit is made in a clone, so that the tree here changes only by the checkout.
  const clone = join(root, 'tmp', `clone${branch}`);
  git(root, 'clone', '-q', root, clone);
  for (let at = 0; at < 500; at++) write(join(clone, `d${at % 9}`, `c${at}.go`), fresh());
  git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '-m', 'many');
  git(root, 'fetch', '-q', clone, `HEAD:other${branch}`);
  rmSync(clone, { recursive: true });
  git(root, 'checkout', '-q', `other${branch}`);
  expect(git(root, 'diff', '--name-only', '--no-renames', 'HEAD~1', 'HEAD').trim().split('\n')).toHaveLength(500);
}
