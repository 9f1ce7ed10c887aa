import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { busyLoops, pause, randomNumbers, TortureModule } from './module.mjs';

/**
 * A person with many editors: random saves in all the ways that editors save, git, broken code, generators, an app
 * that dies. At every quiet point the program that runs must report what is on disk.
 */

const generate = `value=$(cat value.txt)
printf 'package d\\n\\n// F3 is what the torture looks for.\\nfunc F3() string { return "%s" }\\n' "$value" > d/f3.go
`;

export const settings = {
  owned: undefined,
  cmd: '[build]\ncmd = "true && go build -o ./tmp/main ."\n',
  generator: '[build]\npre_cmd = ["sh generate.sh"]\ninclude_ext = ["go", "txt"]\n',
  /** With all that a program can be made of. */
  special: undefined,
  rerun: '[build]\nrerun = true\nrerun_delay = 50\nkill_delay = "2s"\n',
};

/** Each writes the text to the file as some editor does. */
const saves = [
  function truncates(file, text) {
    writeFileSync(file, text);
  },
  async function inPieces(file, text, random) {
    writeFileSync(file, '');
    await pause(random.between(0, 3));
    appendFileSync(file, text.slice(0, 15));
    await pause(random.between(0, 3));
    appendFileSync(file, text.slice(15));
  },
  function renamesOver(file, text, random) {
    const temporary = `${file}.${random.pick(['tmp', 'swp', '__jb_tmp__'])}${Math.floor(random.next() * 1e6)}`;
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  },
  function keepsABackup(file, text) {
    renameSync(file, `${file}~`);
    writeFileSync(file, text);
    unlinkSync(`${file}~`);
  },
  async function deletesFirst(file, text, random) {
    unlinkSync(file);
    await pause(random.between(0, 30));
    writeFileSync(file, text);
  },
  async function twice(file, text, random) {
    writeFileSync(file, text);
    await pause(random.between(0, 60));
    writeFileSync(file, text);
  },
  async function wrongFirst(file, text, random) {
    writeFileSync(file, text.slice(0, -4));
    await pause(random.between(0, 400));
    writeFileSync(file, text);
  },
];

/** What the generator makes follows from what it reads, whatever git has put in its place. */
function readBack(module) {
  module.readBack();
  if (module.setting === 'generator') module.values.set('d/f3.go', readFileSync(join(module.dir, 'value.txt'), 'utf8'));
}

/** What git puts aside and brings back. */
const tracked = ({ editable }) => editable.filter((file) => !file.startsWith('../') && !file.endsWith('_gen.go'));

const operations = {
  async save(module, random, value) {
    const file = random.pick(module.editable);
    module.values.set(file, value);
    await random.pick(saves)(join(module.dir, file), module.sources.text(file, value), random);
  },
  async saveAll(module, random, value) {
    for (const file of module.editable.filter(() => random.next() < 0.5)) {
      module.save(file, value);
      if (random.next() < 0.3) await pause(random.between(0, 10));
    }
  },
  async undo(module, random, value) {
    const file = random.pick(module.editable);
    const before = module.values.get(file);
    module.save(file, value);
    await pause(random.between(0, 500));
    module.save(file, before);
  },
  async sameBytes(module, random) {
    const file = random.pick(module.editable);
    const path = join(module.dir, file);
    writeFileSync(path, '');
    await pause(random.between(0, 3));
    writeFileSync(path, module.sources.text(file, module.values.get(file)));
  },
  async stash(module, random, value) {
    module.commit();
    module.save(random.pick(tracked(module)), value);
    await pause(random.between(0, 300));
    module.git('stash');
    if (random.next() < 0.5) module.git('stash', 'drop');
    else {
      await pause(random.between(0, 300));
      try {
        module.git('stash', 'pop');
      } catch {
        // A generator has written the same file meanwhile.
        module.git('checkout', '-q', '-f', '.');
        module.git('stash', 'drop');
      }
    }
    readBack(module);
  },
  async checkout(module, random, value) {
    module.commit();
    module.git('checkout', '-q', '-B', 'other');
    module.save(random.pick(tracked(module)), value);
    module.commit();
    await pause(random.between(0, 300));
    if (random.next() < 0.5) module.git('checkout', '-q', '-f', '-');
    readBack(module);
  },
  async anotherFile(module, random, value) {
    const file = join(module.dir, random.pick(['a', 'b', 'c']), 'extra.go');
    if (existsSync(file)) unlinkSync(file);
    else writeFileSync(file, `package ${file.split('/').at(-2)}\n\nconst extra = "${value}"\n`);
  },
  /** Another graph, with a package that was not there before. */
  async imports(module, random, value) {
    if (module.setting !== 'special') return;
    module.takeTurn(value);
    await pause(random.next() < 0.5 ? 0 : random.between(0, 300));
    if (random.next() < 0.5) module.takeTurn(`${value}again`);
  },
  async anotherPage(module, random, value) {
    if (module.setting !== 'special') return;
    const file = join(module.dir, 'e/extra.txt');
    if (existsSync(file)) unlinkSync(file);
    else writeFileSync(file, value);
  },
  async moveAway(module, random) {
    const from = join(
      module.dir,
      random.pick(['a', 'b', 'c', 'd', ...(module.setting === 'special' ? ['e', 'n', 'g', '../lib'] : [])]),
    );
    renameSync(from, `${from}.away`);
    await pause(random.between(0, 200));
    renameSync(`${from}.away`, from);
  },
  async broken(module, random) {
    const file = join(module.dir, 'a/broken.go');
    writeFileSync(file, 'package a\n\nfunc {\n');
    await pause(random.between(0, 600));
    unlinkSync(file);
  },
  async noise(module, random) {
    const name = join(module.dir, random.pick(['a/notes.md', 'b/.f1.go.swp', 'c/f1.go~', 'd/x_test.go']));
    mkdirSync(join(name, '..'), { recursive: true });
    writeFileSync(name, `package ${name.split('/').at(-2)}\n// ${random.next()}\n`);
    await pause(random.between(0, 20));
    if (random.next() < 0.7) rmSync(name, { force: true });
  },
  async dies(module) {
    if (module.setting === 'rerun') module.killApp();
  },
  async generates(module, random, value) {
    if (module.setting !== 'generator') return;
    module.write('value.txt', value);
    module.values.set('d/f3.go', value);
  },
};

/**
 * @param options.setting one of `settings`
 * @returns what went wrong, one line each
 */
export async function randomEditor({ setting, points, seed, load = 0, log = () => undefined }) {
  const module = new TortureModule(settings[setting], {
    extraSource: { 'generate.sh': generate, 'value.txt': 'v0' },
    sources: setting === 'special' ? 'special' : 'plain',
  });
  module.setting = setting;
  // The generator's own file is nobody else's.
  module.editable = module.sources.writable.filter((file) => setting !== 'generator' || file !== 'd/f3.go');
  const loops = busyLoops(load);
  const wrong = [];
  const done = [];
  try {
    await module.start();
    note(await module.settled(120_000), 'start');
    for (let point = 0; point < points; point++) {
      const random = randomNumbers(seed * 1_000_003 + point);
      done.length = 0;
      for (let count = 1 + Math.floor(random.next() * 6); count > 0; count--) {
        const name = random.pick(['save', 'save', 'save', 'save', ...Object.keys(operations)]);
        done.push(name);
        await operations[name](module, random, `p${point}n${count}`);
        await pause(random.next() < 0.5 ? random.between(0, 40) : random.between(0, 400));
      }
      const problem = await module.settled();
      note(problem, point);
      if (problem !== undefined) {
        for (const file of module.editable) module.save(file, `${module.values.get(file)}'`);
        note(await module.settled(), `${point}, repaired`);
      } else if (point % 5 === 0 && module.goBuild() !== module.expected())
        note('plain go build takes what is not on disk from the cache', point);
      if ((point + 1) % 25 === 0) log(`${setting}, seed ${seed}: ${point + 1} quiet points, wrong ${wrong.length}`);
    }
    note(await module.stop(), 'end');
  } finally {
    loops.end();
    module.remove();
  }
  return wrong;

  function note(problem, point) {
    if (problem === undefined) return;
    wrong.push(`${setting}, seed ${seed}, point ${point}: ${problem} after ${done.join(', ')}`);
    log(wrong.at(-1));
  }
}
