import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { freePort, GorlRig, type GorlEvent } from '../support/gorl-rig.ts';
import { config, goFiles, run, staying, stays } from '../support/many-services.ts';

/** What answers there; '' while nobody does. */
async function ask(port: number): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, agent: false, timeout: 20_000 }).end();
  let text = '';
  try {
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    for await (const chunk of answer) text += String(chunk);
  } catch {
    return '';
  }
  return text.trim();
}

const ofService = ({ events }: GorlRig, name: string): readonly GorlEvent[] =>
  events.filter(({ service }) => service === name);

const places = (rig: GorlRig, type: GorlEvent['type']): readonly (string | undefined)[] =>
  rig.events.filter((event) => event.type === type).map(({ service }) => service);

describe('several services', () => {
  test('start in order, have their names before their lines, and stop in reverse order', async () => {
    await using rig = new GorlRig({
      files: {
        '.air.toml': config({
          api: `${staying('api')}\ndepends_on = ["db"]`,
          db: `${run(`sleep 0.3; echo open >&2; ${stays('db')}`)}\nready.log = "open"`,
          worker: `${staying('worker')}\ndepends_on = ["api", "db"]`,
        }),
      },
    });
    rig.start();
    await rig.waitForEvent('process-ready', ({ service }) => service === 'worker');
    expect(places(rig, 'process-started')).toEqual(['db', 'api', 'worker']);
    expect(rig.events.filter(({ type }) => type === 'service-waiting')).toMatchObject([
      { service: 'api', on: ['db'] },
      { service: 'worker', on: ['api', 'db'] },
    ]);
    rig.signal('SIGINT');
    expect(await rig.waitForExit()).toBe(130);
    expect(places(rig, 'process-exited')).toEqual(['worker', 'api', 'db']);
    expect(
      rig.stdout
        .split('\n')
        .filter((line) => line !== '')
        .toSorted(),
    ).toEqual([
      ...['api    | api is up', 'api    | api stops', 'db     | db is up', 'db     | db stops'],
      ...['worker | worker is up', 'worker | worker stops'],
    ]);
    expect(rig.stderr).toContain('db     | open\n');
    expect(rig.stderr).toMatch(/waiting {3}worker \| for .*api/);
  });

  test('what one of them does concerns no other: a build error, a crash, an end', async () => {
    const [apiPort, webPort] = [await freePort(), await freePort()];
    await using rig = new GorlRig({
      files: {
        ...goFiles,
        '.air.toml': `[services.api]
package = "./cmd/api"
env = { PORT = ${apiPort} }

[services.web]
package = "./cmd/web"
env = { PORT = "${webPort}" }

[services.alone]
package = "./cmd/alone"

[services.crash]
run = "exit 3"
`,
      },
    });
    rig.start();
    await rig.until('all of them', 60_000, () => places(rig, 'process-ready').length === 3);
    expect([await ask(apiPort), await ask(webPort)]).toEqual(['api one', 'web one']);
    await rig.until('the crash', 20_000, () => ofService(rig, 'crash').some(({ type }) => type === 'process-exited'));

    rig.write('shared/shared.go', 'package shared\n\nvar Word = "two"\n');
    await rig.until(
      'both',
      60_000,
      async () => (await ask(apiPort)) === 'api two' && (await ask(webPort)) === 'web two',
    );
    rig.write('cmd/api/main.go', 'package main\n\nfunc main() { nothing() }\n');
    await rig.until('the error', 60_000, () => ofService(rig, 'api').some(({ type }) => type === 'build-failed'));
    expect([await ask(apiPort), await ask(webPort)]).toEqual(['api two', 'web two']);

    rig.write('shared/shared.go', 'package shared\n\nvar Word = "three"\n');
    await rig.until('web', 60_000, async () => (await ask(webPort)) === 'web three');
    expect(await ask(apiPort)).toBe('api two');
    expect(ofService(rig, 'alone').filter(({ type }) => type === 'process-started')).toHaveLength(1);
    expect(ofService(rig, 'crash').filter(({ type }) => type === 'process-started')).toHaveLength(1);
  });

  test('a changed config starts what is new, ends what is gone, and leaves the rest alone', async () => {
    const [stay, leave, come] = ['stay', 'leave', 'come'].map(staying);
    await using rig = new GorlRig({ files: { '.air.toml': config({ stay: stay ?? '', leave: leave ?? '' }) } });
    rig.start();
    await rig.until('both', 30_000, () => places(rig, 'process-ready').length === 2);
    await rig.until('the watch', 30_000, () => rig.events.some(({ type }) => type === 'watch-started'));
    rig.write('.air.toml', config({ stay: stay ?? '', come: `${come}\ndepends_on = ["stay"]` }));
    await rig.waitForEvent('process-ready', ({ service }) => service === 'come');
    await rig.until('the end of the other', 30_000, () => places(rig, 'process-exited').includes('leave'));
    expect(rig.events.find(({ type }) => type === 'config-reloaded')).toMatchObject({
      changed: ['services.leave', 'services.come'],
    });
    expect(places(rig, 'process-started')).toEqual(expect.arrayContaining(['stay', 'leave', 'come']));
    expect(places(rig, 'process-started')).toHaveLength(3);
    expect(ofService(rig, 'leave').at(-1)).toMatchObject({ type: 'process-exited', expected: true });
    rig.signal('SIGTERM');
    expect(await rig.waitForExit()).toBe(143);
    expect(places(rig, 'process-exited')).toEqual(['leave', 'come', 'stay']);
  });

  test('with restart_with one follows what it depends on, once', async () => {
    await using rig = new GorlRig({
      files: {
        'db.env': 'A=1\n',
        '.air.toml': config({
          db: `${staying('db')}\nenv_files = ["db.env"]`,
          api: `${staying('api')}\ndepends_on = ["db"]\nrestart_with = true`,
          web: `${staying('web')}\ndepends_on = ["db"]`,
        }),
      },
    });
    rig.start();
    await rig.until('all', 30_000, () => places(rig, 'process-ready').length === 3);
    await rig.until('the watch', 30_000, () => rig.events.some(({ type }) => type === 'watch-started'));
    rig.write('db.env', 'A=2\n');
    await rig.until('both', 30_000, () => places(rig, 'process-ready').length === 5);
    expect(places(rig, 'process-started').slice(3)).toEqual(['db', 'api']);
    expect(ofService(rig, 'api').findLast(({ type }) => type === 'process-stopping')).toMatchObject({
      cause: { type: 'dependency', service: 'db' },
    });
  });

  test('one that never becomes ready holds those that wait for it, and nobody else', async () => {
    await using rig = new GorlRig({
      files: {
        '.air.toml': config({
          never: `${run(stays('never'))}\nready.log = "no such line"\nready.timeout = "200ms"`,
          held: `${staying('held')}\ndepends_on = ["never"]`,
          free: staying('free'),
        }),
      },
    });
    rig.start();
    await rig.waitForEvent('process-not-ready', ({ service }) => service === 'never');
    await rig.until('the other', 30_000, () => places(rig, 'process-ready').includes('free'));
    expect(new Set(places(rig, 'process-started'))).toEqual(new Set(['free', 'never']));
    rig.signal('SIGINT');
    expect(await rig.waitForExit()).toBe(130);
  });

  test('gorl run takes a pattern, and --except leaves one of them out', async () => {
    await using rig = new GorlRig({
      files: goFiles,
      args: ['--except', 'alone', 'run', './cmd/...'],
      env: { PORT: '0' },
    });
    rig.start();
    await rig.until('both', 60_000, () => places(rig, 'process-ready').length === 2);
    expect(rig.events.find(({ type }) => type === 'session-started')).toMatchObject({
      target: 'api, web',
      services: [
        { name: 'api', target: './cmd/api' },
        { name: 'web', target: './cmd/web' },
      ],
    });
    await rig.until(
      'their lines',
      20_000,
      () => rig.stdout.includes('api | api one') && rig.stdout.includes('web | web one'),
    );
  });

  test('with --once gorl ends when all have ended, and fails if one has', async () => {
    const files = { '.air.toml': config({ well: run('exit 0'), badly: run('sleep 0.1; exit 4') }) };
    await using rig = new GorlRig({ files });
    rig.start(['--once']);
    expect(await rig.waitForExit()).toBe(1);
    rig.start(['--once', '--only', 'well']);
    expect(await rig.waitForExit()).toBe(0);
  });

  test('one that comes back, or another, starts when what is gone has ended', async () => {
    const slow = run("trap 'sleep 0.7; exit 0' INT TERM; while :; do sleep 0.05; done");
    const both = config({ stay: staying('stay'), goes: slow });
    await using rig = new GorlRig({ files: { '.air.toml': both } });
    rig.start();
    await rig.until('both', 30_000, () => places(rig, 'process-ready').length === 2);
    await rig.until('the watch', 30_000, () => rig.events.some(({ type }) => type === 'watch-started'));
    rig.write('.air.toml', config({ stay: staying('stay'), come: staying('come') }));
    await rig.waitForEvent('process-stopping', ({ service }) => service === 'goes');
    rig.write('.air.toml', both);
    await rig.waitForEvent('process-ready', ({ service }) => service === 'goes');
    const ends = rig.events.filter(({ type }) => type === 'process-exited' || type === 'process-started');
    expect(ends.slice(2).map(({ type, service }) => `${service} ${type}`)).toEqual([
      'goes process-exited',
      'goes process-started',
    ]);
    expect(ofService(rig, 'goes').filter(({ type }) => type === 'process-started')).toHaveLength(2);
  });

  test('one that is gone and still stopping is waited for at the end', async () => {
    const slow = run("trap 'sleep 1; exit 0' INT TERM; while :; do sleep 0.05; done");
    await using rig = new GorlRig({ files: { '.air.toml': config({ stay: staying('stay'), goes: slow }) } });
    rig.start();
    await rig.until('both', 30_000, () => places(rig, 'process-ready').length === 2);
    await rig.until('the watch', 30_000, () => rig.events.some(({ type }) => type === 'watch-started'));
    rig.write('.air.toml', config({ stay: staying('stay') }));
    await rig.waitForEvent('process-stopping', ({ service }) => service === 'goes');
    rig.signal('SIGINT');
    expect(await rig.waitForExit()).toBe(130);
    expect(places(rig, 'process-exited')).toEqual(['stay', 'goes']);
    expect(rig.survivors()).toEqual([]);
  });

  test('with --once, an interrupt is no success of those that have ended', async () => {
    await using rig = new GorlRig({
      files: { '.air.toml': config({ done: run('exit 0'), stay: staying('stay') }) },
    });
    rig.start(['--once']);
    await rig.waitForEvent('process-exited', ({ service }) => service === 'done');
    await rig.until('the other', 20_000, () => rig.stdout.includes('stay is up'));
    rig.signal('SIGINT');
    expect(await rig.waitForExit()).toBe(130);
  });
});
