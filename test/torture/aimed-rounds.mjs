import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyLoops, pause, randomNumbers, TortureModule } from './module.mjs';

/**
 * Rounds of saves that are aimed at the moment in which the go command has taken a file's hash and not yet compiled
 * it. After each the program that runs, and a plain `go build` in the same cache, must be what is on disk.
 */

const generatorConfig = `[build]
pre_cmd = ["sh generate.sh"]
include_ext = ["go", "txt"]
`;
/** Truncates and writes, whether or not anything is new, as most generators do. */
const generatorScript = `value=$(cat value.txt)
printf 'package d\\n\\n// F3 is what the torture looks for.\\nfunc F3() string { return "%s" }\\n' "$value" > d/f3.go
`;

const kinds = {
  /** A commit, a save, and a stash that takes the save back. */
  async stash(module, random, value) {
    module.save('d/f1.go', value);
    module.commit();
    await module.moment(random.between(0, 120));
    module.save('d/f2.go', `${value}x`);
    await module.moment(random.between(0, 150));
    module.git('stash');
    module.readBack();
    module.git('stash', 'drop');
  },
  /** A save during the build of its package, and its undo. */
  async undo(module, random, value) {
    const before = module.values.get('b/f1.go');
    module.save('b/f3.go', value);
    await module.moment(random.between(20, 120));
    module.save('b/f1.go', `${value}x`);
    await pause(random.between(0, 400));
    module.save('b/f1.go', before);
  },
  /** Another text for a few milliseconds. */
  async there_and_back(module, random, value) {
    const before = module.values.get('c/f1.go');
    module.save('c/f2.go', value);
    await module.moment(random.between(10, 130));
    module.save('c/f1.go', `${value}x`);
    await pause(random.between(0, 8));
    module.save('c/f1.go', before);
  },
  /** The same bytes once more, empty for up to 3 ms. */
  async same_bytes(module, random, value) {
    module.save('a/f1.go', value);
    await module.moment(random.between(10, 130));
    const file = join(module.dir, 'c/f2.go');
    const text = readFileSync(file);
    writeFileSync(file, '');
    if (random.next() < 0.7) await pause(random.between(0, 3));
    writeFileSync(file, text);
  },
  /** A generator that rewrites its file at every build, and is given something new during one. */
  async generator(module, random, value) {
    module.save('b/f1.go', value);
    await module.moment(random.between(10, 130));
    module.write('value.txt', value);
    module.values.set('d/f3.go', value);
  },
  /** A generator beside gorl that writes in pieces. */
  async pieces(module, random, value) {
    module.save('b/f1.go', value);
    await module.moment(random.between(0, 130));
    const text = module.sources.text('d/f2.go', value);
    await new Promise((resolve) => {
      const script = `printf '%s' "$1" > d/f2.go; sleep 0.00${Math.floor(random.between(0, 9))}; printf '%s' "$2" >> d/f2.go`;
      execFile('sh', ['-c', script, 'sh', text.slice(0, 20), text.slice(20)], { cwd: module.dir }, resolve);
    });
    module.values.set('d/f2.go', value);
  },
};

/** What is embedded, what C compiles, what git ignores, what lies beside the module: another text for a moment. */
const specialKinds = {
  embedded: thereAndBack('e/page.txt', 'e/f1.go'),
  cgo: thereAndBack('n/n.c', 'n/f1.go'),
  ignored: thereAndBack('g/f2_gen.go', 'g/f1.go'),
  replaced: thereAndBack('../lib/f1.go', '../lib/f2.go'),
  /** The program is made of another package, twice in a row. */
  async imports(module, random, value) {
    module.save('a/f1.go', value);
    await module.moment(random.between(0, 130));
    module.takeTurn(value);
    await module.moment(random.between(0, 400));
    module.takeTurn(`${value}again`);
  },
};

function thereAndBack(file, trigger) {
  return async (module, random, value) => {
    const before = module.values.get(file);
    module.save(trigger, value);
    await module.moment(random.between(10, 130));
    module.save(file, `${value}x`);
    await pause(random.between(0, 8));
    module.save(file, random.next() < 0.7 ? before : `${value}y`);
  };
}

const allKinds = { ...kinds, ...specialKinds };

export const roundKinds = Object.keys(allKinds);

/**
 * @param options.kind one of `roundKinds`
 * @param options.cacheDir GOCACHE; default: a new one, in which the standard library is compiled first
 * @param options.build `owned`, or `custom`: the same build as a shell line that gorl does not read
 * @returns what went wrong, one line each
 */
export async function aimedRounds({
  kind,
  rounds,
  seed,
  from = 0,
  load = 0,
  build = 'owned',
  cacheDir,
  log = () => undefined,
}) {
  const own = build === 'custom' ? 'cmd = "true && go build -o ./tmp/main ."\n' : '';
  const config = kind === 'generator' ? generatorConfig + own : own === '' ? undefined : `[build]\n${own}`;
  const module = new TortureModule(config, {
    extraSource: { 'generate.sh': generatorScript, 'value.txt': 'v0' },
    cacheDir,
    sources: kind in specialKinds ? 'special' : 'plain',
  });
  const loops = busyLoops(load);
  const wrong = [];
  try {
    await module.start();
    note(await module.settled(120_000), 'start');
    for (let round = from; round < from + rounds; round++) {
      // A number for each round: a round can be repeated without those before it.
      const random = randomNumbers(seed * 1_000_003 + round);
      await allKinds[kind](module, random, `r${round}`);
      const problem = await module.settled();
      if (problem !== undefined) {
        note(problem, round);
        // The next round is to begin from something that is true.
        module.saveAll();
        note(await module.settled(), `${round}, repaired`);
        continue;
      }
      const plain = module.goBuild();
      if (plain !== module.expected()) note('plain go build takes what is not on disk from the cache', round);
      if ((round + 1) % 20 === 0) log(`${kind}, ${build}, load ${load}: round ${round + 1}, wrong ${wrong.length}`);
    }
    note(await module.stop(), 'end');
  } finally {
    loops.end();
    module.remove();
  }
  return wrong;

  function note(problem, round) {
    if (problem === undefined) return;
    wrong.push(`${kind}, ${build}, seed ${seed}, round ${round}: ${problem}`);
    log(wrong.at(-1));
  }
}
