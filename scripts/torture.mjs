import { parseArgs } from 'node:util';
import { randomEditor, settings } from '../test/torture/random-editor.mjs';
import { noise, noises } from '../test/torture/noise.mjs';
import { fleeingEnds } from '../test/torture/fleeing-ends.mjs';
import { generators, settings as generatorSettings } from '../test/torture/generators/generators.mjs';
import { aimedRounds, roundKinds } from '../test/torture/aimed-rounds.mjs';
import { oracle, oracleKinds } from '../test/torture/oracle.mjs';
import { laneRounds } from '../test/torture/lane-rounds.mjs';
import { orderWalks } from '../test/torture/services/order-walks.mjs';
import { servicesRounds } from '../test/torture/services/services-rounds.mjs';
import { testsRounds } from '../test/torture/tests/tests-rounds.mjs';
import { programNames, programs } from '../test/torture/programs.mjs';

const usage = `Long runs against the built gorl (npm run build first); each can be repeated by its seed.

npm run torture -- rounds [--kind NAME]… [--rounds 200] [--seed 1] [--from 0] [--load 0] [--build owned|custom] [--cache GOCACHE]
  saves aimed at the moment between a file's hash and its compilation; kinds: ${roundKinds.join(', ')}
npm run torture -- editor [--setting NAME]… [--points 250] [--seed 1] [--load 0]
  a random editor; at every quiet point the program must be what is on disk; settings: ${Object.keys(settings).join(', ')}
npm run torture -- generators [--setting NAME]… [--saves 100] [--seed 1]
  random saves of what generators read; the program must be what is on disk, at the price of one build each; settings: ${Object.keys(generatorSettings).join(', ')}
npm run torture -- ends [--rounds 200] [--seed 1] [--from 0] [--load 4]
  ends of gorl on an app that flees
npm run torture -- noise [--noise log|source] [--every MS] [--build-ms MS] [--edits 50] [--cache GOCACHE]
  edits beside a file that is written without end
npm run torture -- oracle [--kinds NAME]… [--packages 300] [--commands 5] [--without-cgo] [--seed 1] [--cache GOCACHE]
  edits of every kind in a workspace, held against plain builds: gorl builds exactly when the binary changes;
  kinds (by a part of their name): ${oracleKinds.join('; ')}
npm run torture -- programs [--program NAME]… [--packages 60] [--sample 30] [--seed 1] [--cache GOCACHE]
  the same on real programs from the Go module proxy; programs: ${programNames.join(', ')}
npm run torture -- lane [--module s|m|l|real]… [--rounds 200] [--go GOTOOLCHAIN] [--seed 1] [--cache GOCACHE]
  random edits; each binary that the fast lane makes is compared with go build's, byte by byte
npm run torture -- soak [--module m]… [--edits 2000] [--haste 0.4] [--rest 0.5] [--seed 1] [--cache GOCACHE]
  the same for an hour, with saves while gorl builds, and rests; the memory of gorl must not grow
npm run torture -- tests [--packages 60] [--rounds 200] [--seed 1]
  random changes; gorl test must run each test whose result a whole go test says to be another
npm run torture -- services [--rounds 200] [--ends 20] [--seed 1] [--cache GOCACHE]
  ten services of one gorl, edited at random: each must be what is on disk, or say why not, and none is restarted without
  cause; then ends of gorl by three signals
npm run torture -- order [--rounds 30] [--seed 1]
  eight real services that depend on each other at random; none is started before those, or stopped after them
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    load: { type: 'string' },
    setting: { type: 'string', multiple: true },
    saves: { type: 'string', default: '100' },
    points: { type: 'string', default: '250' },
    cache: { type: 'string' },
    ends: { type: 'string', default: '20' },
    noise: { type: 'string' },
    every: { type: 'string' },
    'build-ms': { type: 'string' },
    edits: { type: 'string' },
    haste: { type: 'string', default: '0.4' },
    rest: { type: 'string', default: '0.5' },
    build: { type: 'string', default: 'owned' },
    kinds: { type: 'string', multiple: true },
    packages: { type: 'string' },
    module: { type: 'string', multiple: true },
    go: { type: 'string' },
    program: { type: 'string', multiple: true },
    sample: { type: 'string', default: '30' },
    commands: { type: 'string', default: '5' },
    'without-cgo': { type: 'boolean', default: false },
  },
});

const log = (text) => console.log(`${new Date().toTimeString().slice(0, 8)} ${text}`);

async function rounds() {
  const wrong = [];
  for (const kind of values.kind ?? roundKinds) {
    const found = await aimedRounds({
      kind,
      rounds: Number(values.rounds),
      seed: Number(values.seed),
      from: Number(values.from),
      load: Number(values.load ?? 0),
      build: values.build,
      cacheDir: values.cache,
      log,
    });
    log(`${kind}, ${values.build}, load ${values.load ?? 0}: ${values.rounds} rounds, ${found.length} wrong`);
    wrong.push(...found);
  }
  return wrong;
}

async function editor() {
  const wrong = [];
  for (const setting of values.setting ?? Object.keys(settings)) {
    const found = await randomEditor({
      setting,
      points: Number(values.points),
      seed: Number(values.seed),
      load: Number(values.load ?? 0),
      log,
    });
    log(
      `${setting}, seed ${values.seed}, load ${values.load ?? 0}: ${values.points} quiet points, ${found.length} wrong`,
    );
    wrong.push(...found);
  }
  return wrong;
}

async function generating() {
  const wrong = [];
  for (const setting of values.setting ?? Object.keys(generatorSettings)) {
    const found = await generators({ setting, saves: Number(values.saves), seed: Number(values.seed), log });
    log(`${setting}, seed ${values.seed}: ${values.saves} saves, ${found.length} wrong`);
    wrong.push(...found);
  }
  return wrong;
}

async function ends() {
  const { rounds: count, seed, from } = values;
  const found = await fleeingEnds({
    rounds: Number(count),
    seed: Number(seed),
    from: Number(from),
    load: Number(values.load ?? 4),
    log,
  });
  log(`ends, seed ${seed}, load ${values.load ?? 4}: ${count} ends, ${found.length} wrong`);
  return found;
}

async function noisy() {
  const wrong = [];
  for (const kind of values.noise === undefined ? Object.keys(noises) : [values.noise])
    for (const everyMs of values.every === undefined ? [100, 300] : [Number(values.every)])
      for (const buildMs of values['build-ms'] === undefined ? [200, 2000] : [Number(values['build-ms'])]) {
        const edits = Number(values.edits ?? 50);
        const cacheDir = values.cache;
        wrong.push(...(await noise({ kind, everyMs, buildMs, edits, cacheDir, load: Number(values.load ?? 0), log })));
      }
  return wrong;
}

function heldAgainstPlainBuilds() {
  const { kinds, seed, packages, commands: count, cache: cacheDir } = values;
  const wanted = oracleKinds.filter((name) => kinds?.some((part) => name.includes(part)) ?? true);
  return oracle({
    kinds: wanted,
    seed: Number(seed),
    packages: Number(packages ?? 300),
    commands: Number(count),
    withoutCgo: values['without-cgo'],
    cacheDir,
    log,
  });
}

function realPrograms() {
  const { program: names = programNames, seed, packages, sample, cache: cacheDir } = values;
  return programs({
    names,
    seed: Number(seed),
    packages: Number(packages ?? 60),
    sample: Number(sample),
    cacheDir,
    log,
  });
}

async function lanesOf(modules, options) {
  const wrong = [];
  const { seed, go, cache: cacheDir } = values;
  for (const module of values.module ?? modules)
    wrong.push(...(await laneRounds({ module, ...options, seed: Number(seed), go, cacheDir, log })));
  return wrong;
}

const lanes = () => lanesOf(['s', 'm', 'l', 'real'], { rounds: Number(values.rounds) });

function soak() {
  const { edits = '2000', haste, rest } = values;
  return lanesOf(['m'], { edits: Number(edits), haste: Number(haste), rest: Number(rest) });
}

function affectedTests() {
  const { packages = '60', rounds: count, seed } = values;
  return testsRounds({ packages: Number(packages), rounds: Number(count), seed: Number(seed), log });
}

function manyServices() {
  const { rounds: count, ends: times, seed, cache } = values;
  return servicesRounds({ rounds: Number(count), ends: Number(times), seed: Number(seed), cacheDir: cache, log });
}

const commands = {
  rounds,
  editor,
  generators: generating,
  ends,
  noise: noisy,
  oracle: heldAgainstPlainBuilds,
  programs: realPrograms,
  lane: lanes,
  soak,
  tests: affectedTests,
  services: manyServices,
  order: () => orderWalks({ walks: Number(values.rounds), seed: Number(values.seed), log }),
};
const command = commands[positionals[0]];
if (command === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const wrong = await command();
  wrong.forEach((line) => console.log(`wrong: ${line}`));
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
