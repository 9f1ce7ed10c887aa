import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNumbers } from '../module.mjs';
import { WatchedServices } from './watched-services.mjs';

/** Whether real services start when what they depend on is ready, and stop before it does. */

const names = ['db', 'cache', 'queue', 'auth', 'api', 'worker', 'web', 'admin'];

/** @returns what went wrong, one line each */
export async function orderWalks({ walks, seed, log = () => undefined }) {
  const random = randomNumbers(seed);
  const wrong = [];
  for (let walk = 1; walk <= walks; walk++) {
    const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-order-')));
    const services = new Map(names.map((name, at) => [name, randomService(names.slice(0, at), random)]));
    const config = [...services].map(([name, service]) => tableOf(name, service)).join('\n');
    const watched = new WatchedServices({ dir: base, env: { ...process.env, CI: '' }, config });
    try {
      await walkOnce(watched, services, random, (text) => wrong.push(`walk ${walk}: ${text}`));
    } catch (error) {
      wrong.push(`walk ${walk}: ${error.message.slice(0, 1500)}`);
    } finally {
      await watched.stop();
      rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
    }
    if (walk % 10 === 0) log(`${walk} walks, ${wrong.length} wrong`);
  }
  return wrong;
}

function randomService(before, random) {
  const dependsOn = before.filter(() => random.next() < 2 / Math.max(before.length, 2));
  const dice = random.next();
  const fate = dice < 0.7 ? 'ready' : dice < 0.8 ? 'ends' : dice < 0.9 ? 'fails' : 'never';
  return { dependsOn, fate, readyMs: Math.floor(random.next() * 400), stopMs: Math.floor(random.next() * 300) };
}

function tableOf(name, { dependsOn, fate, readyMs, stopMs }) {
  const stays = `trap 'sleep ${stopMs / 1000}; exit 0' INT TERM; sleep ${readyMs / 1000}; echo is ready >&2; while :; do sleep 0.05; done`;
  const line = {
    ready: stays,
    never: stays,
    ends: `sleep ${readyMs / 1000}`,
    fails: `sleep ${readyMs / 1000}; exit 3`,
  }[fate];
  const probe = fate === 'ready' ? 'is ready' : fate === 'never' ? 'no such line' : '';
  const ready = probe === '' ? '' : `ready.log = "${probe}"\nready.timeout = "600ms"\n`;
  return `[services.${name}]\nrun = ${JSON.stringify(line)}\ndepends_on = ${JSON.stringify(dependsOn)}\n${ready}`;
}

async function walkOnce(watched, services, random, tell) {
  watched.start();
  const canStart = (name) => services.get(name).dependsOn.every((other) => canBeReady(other));
  const canBeReady = (name) => ['ready', 'ends'].includes(services.get(name).fate) && canStart(name);
  const of = (name, type) => watched.events.findIndex((event) => event.service === name && event.type === type);
  const isDone = (name) =>
    services.get(name).fate === 'ends' || services.get(name).fate === 'fails'
      ? of(name, 'process-exited') >= 0
      : of(name, 'process-ready') >= 0 || of(name, 'process-not-ready') >= 0;
  // Some are stopped in the middle of it.
  const enough = random.next() < 0.3 ? 1 + Math.floor(random.next() * (names.length - 1)) : names.length;
  const expected = names.filter(canStart);
  await watched.until(() => expected.filter(isDone).length >= Math.min(enough, expected.length));
  if (enough === names.length) {
    for (const name of names)
      if (!canStart(name) && of(name, 'process-started') >= 0) tell(`${name} was started, and cannot be`);
  }
  for (const name of names) {
    const started = of(name, 'process-started');
    if (started < 0) continue;
    for (const other of services.get(name).dependsOn) {
      const isReady = watched.events
        .slice(0, started)
        .some(
          ({ service, type, end }) =>
            service === other &&
            (type === 'process-ready' ||
              type === 'process-running' ||
              (type === 'process-exited' && end.type === 'code' && end.code === 0)),
        );
      if (!isReady) tell(`${name} was started before ${other} was ready`);
    }
  }
  const mark = watched.events.length;
  await watched.stop();
  const last = watched.events.slice(mark);
  for (const [at, { service, type }] of last.entries()) {
    if (type !== 'process-stopping') continue;
    const late = last
      .slice(at)
      .filter((event) => event.type === 'process-exited' && services.get(event.service).dependsOn.includes(service));
    for (const { service: dependent } of late) tell(`${service} was asked to stop before ${dependent} was gone`);
  }
  if (watched.child.exitCode !== 143) tell(`gorl ends with ${watched.child.exitCode}`);
}
