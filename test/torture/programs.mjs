import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Judge } from './judge.mjs';
import { randomNumbers } from './module.mjs';
import { ownFiles } from './own-files.mjs';
import { PlainBuilds } from './plain-builds.mjs';
import { layOut, realPrograms } from './real-programs.mjs';
import { Tree } from './tree.mjs';
import { WatchedCommand } from './watched-command.mjs';

/**
 * Whether gorl builds exactly when the binary can change, on real programs: a file of every package, embedded,
 * generated and module files, and files that are no part of it, each changed for real, held against plain builds.
 */

export const programNames = Object.keys(realPrograms);

/**
 * @param options.packages Go files at most, one a package
 * @param options.sample of embedded and of generated files, at most
 * @returns what went wrong, one line each
 */
export async function programs({ names, seed, packages = 60, sample = 30, cacheDir, log = () => undefined }) {
  const wrong = [];
  for (const name of names) wrong.push(...(await checkProgram(name, { seed, packages, sample, cacheDir, log })));
  return wrong;
}

async function checkProgram(name, { seed, packages, sample, cacheDir, log }) {
  const base = realpathSync(mkdtempSync(join(tmpdir(), `gorl-program-`)));
  const program = realPrograms[name];
  const env = environment(base, cacheDir);
  try {
    // Beside what is written here: the home, and what the plain builds make.
    const root = join(base, 'program');
    mkdirSync(root);
    layOut(root, program, env);
    const tree = new Tree(root);
    const dir = join(root, program.dir);
    const placed = join(dir, 'tmp/.gorl', program.binary ?? basename(program.target));
    const spec = { name, dir, target: program.target, package: join(dir, program.target), placed };
    const command = new WatchedCommand(spec, env);
    const plain = new PlainBuilds({ commands: [spec], env, out: join(base, 'plain') });
    const judge = new Judge({ commands: [command], plain, log });
    const startedMs = performance.now();
    try {
      // Once before gorl: it is not what is looked at here that builds hundreds of packages for the first time.
      await plain.states();
      command.start();
      await judge.begin();
      const own = ownFiles(root, program, env);
      const random = randomNumbers(seed);
      await editAll({ name, own, tree, judge, random, packages, sample, log });
      log(`${name}, seed ${seed}: ${judge.summary()}, ${Math.round((performance.now() - startedMs) / 1000)} s`);
      judge.needless.forEach((line) => log(`needless: ${line}`));
      return judge.wrong.map((line) => `${name}: ${line}`);
    } finally {
      await command.stop();
    }
  } finally {
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

/** A home of its own: what the program writes there is nobody's. */
function environment(base, cacheDir) {
  const [cache, modules] = execFileSync('go', ['env', 'GOCACHE', 'GOMODCACHE']).toString().trim().split('\n');
  const home = join(base, 'home');
  mkdirSync(home);
  return {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    GOCACHE: cacheDir ?? cache,
    GOMODCACHE: modules,
    GOFLAGS: '',
    GOWORK: '',
  };
}

async function editAll({ name, own, tree, judge, random, packages, sample, log }) {
  let count = 0;
  const text = () => `edit${(count += 1)}x`;
  const groups = {
    package: { files: pickSome(random, own.packages, packages).map((files) => random.pick(files)), effect: 'some' },
    generated: { files: pickSome(random, own.generated, sample), effect: 'some' },
    embedded: { files: pickSome(random, own.embedded, sample), effect: 'any' },
    module: { files: own.modules, effect: 'comment' },
    other: { files: pickSome(random, own.others, 20), effect: 'none' },
  };
  log(
    `${name}: ${own.packages.length} own packages, ${own.generated.length} generated and ${own.embedded.length} embedded files, ${own.others.length} that are no part of it; edited: ${Object.entries(
      groups,
    )
      .map(([kind, { files }]) => `${kind} ${files.length}`)
      .join(', ')}`,
  );
  for (const [kind, { files, effect }] of Object.entries(groups))
    for (const file of files) {
      await judge.edit(`${kind} ${file}`, effect, () => tree.append(file, addition(file, kind, text())));
      await judge.edit(`${kind} ${file}, undone`, effect, () => tree.undo());
    }
}

function addition(file, kind, text) {
  const isCode = extname(file) === '.go' && kind !== 'embedded';
  if (!isCode || kind === 'other') return isCode || kind === 'module' ? `\n// ${text}\n` : `\n/* ${text} */\n`;
  return `\nvar ${text} string\n\nfunc init() { ${text} = "${text}" }\n`;
}

function pickSome(random, list, count) {
  const left = [...list];
  while (left.length > count) left.splice(Math.floor(random.next() * left.length), 1);
  return left;
}
