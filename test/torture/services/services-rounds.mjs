import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNumbers } from '../module.mjs';
import { answer, freePorts } from './answers.mjs';
import { ServiceModule } from './service-module.mjs';
import { WatchedServices } from './watched-services.mjs';

/** Ten services of one gorl: whether each is what is on disk after random edits, and no other was disturbed. */

const names = ['api', 'auth', 'mail', 'feed', 'jobs', 'logs'];
const stay = (name) => `trap 'exit 0' INT TERM; echo ${name} up; while :; do sleep 0.2; done`;
/** So long nothing may happen, in ms, before it is quiet. */
const quietMs = 300;

/** @returns what went wrong, one line each */
export async function servicesRounds({ rounds, ends, seed, packages = 40, cacheDir, log = () => undefined }) {
  const random = randomNumbers(seed);
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-services-')));
  const wrong = [];
  const mark = `${process.pid}-${seed}`;
  const env = { ...process.env, GOFLAGS: '-buildvcs=false', GOWORK: 'off', CI: '', GORL_TEST_MARK: mark };
  env.GOCACHE = cacheDir ?? join(base, '../gorl-services-cache');
  const module = new ServiceModule({ dir: base, services: names, packages, random });
  module.write('tool.env', 'A=0\n');
  const ports = new Map((await freePorts(names.length)).map((port, at) => [names[at], port]));
  const watched = new WatchedServices({ dir: base, env, config: configOf(ports) });
  const state = { module, watched, ports, random, broken: new Set(), live: new Map(), wrong };
  try {
    watched.start();
    await settled(state);
    await look(state, 'the start', 0, new Map());
    for (let round = 1; round <= rounds; round++) {
      const before = new Map(names.map((name) => [name, wanted(state, name)]));
      const since = watched.events.length;
      const what = change(state);
      await settled(state, since, before);
      await look(state, `round ${round}, ${what}`, since, before);
      if (round % 20 === 0) log(`${round} rounds, ${wrong.length} wrong`);
      if (wrong.length > 20) break;
    }
    await watched.stop();
    expectNobody(mark, wrong, 'after the rounds');
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL']) {
      for (let round = 1; round <= ends; round++) await endBy(signal, state, mark, `${signal} ${round}`);
      log(`${ends} times ${signal}, ${wrong.length} wrong`);
    }
    return wrong;
  } finally {
    await watched.stop();
    for (const pid of marked(mark)) tryKill(pid);
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  }
}

function configOf(ports) {
  const mains = names.map(
    (name) => `[services.${name}]\npackage = "./cmd/${name}"\nenv = { PORT = "${ports.get(name)}" }\n`,
  );
  const run = (name, line, more = '') => `[services.${name}]\nrun = ${JSON.stringify(line)}\n${more}`;
  return [
    ...mains,
    run('tool', stay('tool'), 'env_files = ["tool.env"]\ndepends_on = ["api"]\n'),
    run('other', stay('other'), 'depends_on = ["tool"]\n'),
    run('crash', 'sleep 0.05; exit 3', 'build.rerun = true\nbuild.rerun_delay = 100\n'),
    run('never', stay('never'), 'ready.log = "no such line"\nready.timeout = "1s"\n'),
  ].join('\n');
}

/** Undefined: it does not build. */
function wanted({ module, broken }, name) {
  const isBroken = [...broken].some((each) => module.usersOf(each).includes(name));
  return isBroken ? undefined : module.expected(name);
}

function change(state) {
  const { module, random, broken } = state;
  const { pick } = random;
  const dice = random.next();
  if (dice < 0.5) {
    const name = pick(module.packages);
    if (!broken.has(name)) module.edit(name);
    return `edit ${name}`;
  }
  if (dice < 0.65) {
    const name = pick(names);
    if (!broken.has(name)) module.edit(name);
    return `edit ${name}`;
  }
  if (dice < 0.8) {
    const name = broken.size > 0 ? [...broken][0] : pick([...module.packages, ...names]);
    const rel = module.fileOf(name);
    if (broken.delete(name)) {
      module.write(rel, module.read(rel).replace('\nfunc nothing() { return 1 }\n', ''));
      return `repair ${name}`;
    }
    broken.add(name);
    module.write(rel, `${module.read(rel)}\nfunc nothing() { return 1 }\n`);
    return `break ${name}`;
  }
  if (dice < 0.85) {
    module.write('tool.env', `A=${random.next()}\n`);
    state.toolRestarts = true;
    return 'the environment of a tool';
  }
  if (dice < 0.92) {
    const name = pick(module.packages);
    module.write(module.fileOf(name), module.read(module.fileOf(name)));
    return `save ${name} as it is`;
  }
  const several = [pick(module.packages), pick(module.packages), pick(names)].filter((name) => !broken.has(name));
  for (const name of new Set(several)) module.edit(name);
  return `edit ${several.join(', ')}`;
}

const isOfLoop = ({ service, type }) => service === 'crash' || service === 'never' || type === 'notice';

/** Nothing is built or started any more, and what must have happened has. */
async function settled(state, since = 0, before = new Map()) {
  const { watched } = state;
  let count = -1;
  let at = 0;
  await watched.until(async () => {
    const events = watched.events.filter((event) => !isOfLoop(event));
    if (count !== events.length) [count, at] = [events.length, Date.now()];
    if (Date.now() - at < quietMs || names.some((name) => isBusy(watched.events, name))) return false;
    // An event may take its time: only what never comes is wrong.
    const news = names.filter((name) => since === 0 || wanted(state, name) !== before.get(name));
    const heard = (name) =>
      watched.events
        .slice(since)
        .some(({ service, type }) => service === name && /^build-(?:failed|succeeded)$/.test(type));
    if (Date.now() - at > 10_000) return true;
    if (since > 0) return news.every(heard);
    const isUp = (name) =>
      watched.events.some(({ service, type }) => service === name && /^process-(?:ready|running)$/.test(type));
    return [...names, 'tool', 'other'].every(isUp);
  });
}

function isBusy(events, name) {
  const own = events.filter(({ service }) => service === name);
  const last = own.findLast(({ type }) =>
    /^(?:build-(?:started|failed|succeeded|cancelled)|process-(?:started|ready|exited|running))$/.test(type),
  );
  if (last === undefined) return true;
  if (['build-started', 'process-started', 'build-cancelled'].includes(last.type)) return true;
  if (last.type === 'process-exited') return last.expected;
  // The process that it makes follows at once, unless the binary is the same.
  if (last.type !== 'build-succeeded') return false;
  return !own.slice(own.indexOf(last)).some(({ type }) => type === 'nothing-to-do');
}

async function look(state, what, since, before) {
  const { watched, ports, live, wrong } = state;
  const started = watched.events.slice(since).filter(({ type }) => type === 'process-started');
  for (const name of names) {
    const now = wanted(state, name);
    if (now !== undefined) live.set(name, now);
    const says = await answer(ports.get(name));
    if (says !== live.get(name)) wrong.push(`${what}: ${name} says ${says}, and not ${live.get(name)}`);
    const builds = watched.events.filter(
      ({ service, type }) => service === name && /^build-(?:failed|succeeded)$/.test(type),
    );
    if (now === undefined && builds.at(-1)?.type !== 'build-failed')
      wrong.push(`${what}: ${name} does not say why it is old`);
    const starts = started.filter(({ service }) => service === name).length;
    if (since > 0 && starts > 0 && (now === undefined || now === before.get(name)))
      wrong.push(`${what}: ${name} was started ${starts} times without cause`);
  }
  const tools = started
    .filter(({ service }) => service === 'tool' || service === 'other')
    .map(({ service }) => service);
  const mayRestart = state.toolRestarts === true ? ['tool'] : [];
  state.toolRestarts = false;
  if (since > 0 && tools.some((name) => !mayRestart.includes(name)))
    wrong.push(`${what}: ${tools.join(', ')} started without cause`);
  if (since > 0 && started.some(({ service }) => service === 'never')) wrong.push(`${what}: never started again`);
}

async function endBy(signal, state, mark, what) {
  const { watched, wrong } = state;
  watched.start();
  const enough = 2 + Math.floor(state.random.next() * 7);
  await watched.until(() => watched.events.filter(({ type }) => type === 'process-started').length >= enough);
  const exited = new Promise((resolve) => watched.child.once('exit', resolve));
  watched.child.kill(signal);
  await exited;
  const until = Date.now() + (signal === 'SIGKILL' ? 15_000 : 0);
  while (marked(mark).length > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  expectNobody(mark, wrong, what);
}

function expectNobody(mark, wrong, what) {
  const left = marked(mark);
  if (left.length === 0) return;
  const commands = left.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return 'gone by now';
    }
  });
  wrong.push(`${what}: ${left.length} processes are left: ${commands.join('; ')}`);
  for (const pid of left) tryKill(pid);
}

/** Living processes with that mark in their environment. */
function marked(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const isZombie = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
        return !isZombie && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`GORL_TEST_MARK=${mark}\0`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

function tryKill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
