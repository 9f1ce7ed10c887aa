import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { freePort, GorlRig, type GorlEvent } from '../support/gorl-rig.ts';
import { runGorl } from '../support/run-gorl.ts';

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

/** Lives until it is asked to stop, which takes a moment, and says so. */
const stays = (name: string): string =>
  `trap 'echo ${name} stops; exit 0' INT TERM; echo ${name} is up; while :; do sleep 0.05; done`;

/** Tables of services that are only run. */
function config(services: Readonly<Record<string, string>>): string {
  return Object.entries(services)
    .map(([name, text]) => `[services.${name}]\n${text}\n`)
    .join('\n');
}

const run = (line: string): string => `run = ${JSON.stringify(line)}`;

const ofService = ({ events }: GorlRig, name: string): readonly GorlEvent[] =>
  events.filter(({ service }) => service === name);

const places = (rig: GorlRig, type: GorlEvent['type']): readonly (string | undefined)[] =>
  rig.events.filter((event) => event.type === type).map(({ service }) => service);

const server = `package main

import (
	"fmt"
	"net/http"
	"os"

	"example.com/many/shared"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "NAME", shared.Word) })
	fmt.Println("NAME", shared.Word)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
`;

const goFiles = {
  'go.mod': 'module example.com/many\n\ngo 1.19\n',
  'shared/shared.go': 'package shared\n\nvar Word = "one"\n',
  'cmd/api/main.go': server.replaceAll('NAME', 'api'),
  'cmd/web/main.go': server.replaceAll('NAME', 'web'),
  'cmd/alone/main.go': 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
};

describe('several services', () => {
  test('start in order, have their names before their lines, and stop in reverse order', async () => {
    await using rig = new GorlRig({
      files: {
        '.air.toml': config({
          api: `${run(stays('api'))}\ndepends_on = ["db"]`,
          db: `${run(`sleep 0.3; echo open >&2; ${stays('db')}`)}\nready.log = "open"`,
          worker: `${run(stays('worker'))}\ndepends_on = ["api", "db"]`,
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
    const [stay, leave, come] = ['stay', 'leave', 'come'].map((name) => run(stays(name)));
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
          db: `${run(stays('db'))}\nenv_files = ["db.env"]\nready.log = "up"`,
          api: `${run(stays('api'))}\ndepends_on = ["db"]\nrestart_with = true`,
          web: `${run(stays('web'))}\ndepends_on = ["db"]`,
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
          held: `${run(stays('held'))}\ndepends_on = ["never"]`,
          free: run(stays('free')),
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
});

describe('what gorl says of services without running them', () => {
  const tables =
    '[services.api]\npackage = "./cmd/api"\n\n[services.alone]\npackage = "./cmd/alone"\ndepends_on = ["api"]\n';

  test('gorl why answers for each of them', async () => {
    await using rig = new GorlRig({ files: { ...goFiles, '.air.toml': tables } });
    const { code, stdout } = await runGorl(rig, ['why', 'shared/shared.go']);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        'api: shared/shared.go builds, and restarts the app if the binary differs',
        '  compiled into example.com/many/shared',
        '  example.com/many/cmd/api → example.com/many/shared',
        'alone: shared/shared.go does nothing',
        '  no part of the program',
        '',
      ],
    ]);
  });

  test('gorl doctor looks at each of them', async () => {
    await using rig = new GorlRig({ files: { ...goFiles, '.air.toml': tables } });
    const well = await runGorl(rig, ['doctor']);
    expect(well.stdout).toMatch(/^ok +services +api, alone$/m);
    expect(well.stdout).not.toContain('main-packages');
    rig.write('.air.toml', tables.replace('./cmd/alone', './cmd/alne'));
    const badly = await runGorl(rig, ['doctor']);
    expect(badly.stdout).toMatch(/^problem +services +.*there is no directory \.\/cmd\/alne/m);
    expect(badly.code).not.toBe(0);
  });
});

describe('services that cannot be', () => {
  test.each([
    [
      'a circle',
      { a: `${run('a')}\ndepends_on = ["b"]`, b: `${run('b')}\ndepends_on = ["a"]` },
      /\.air\.toml:3:14: .*services wait for each other: a → b → a/,
    ],
    [
      'an unknown name',
      { api: `${run('a')}\ndepends_on = ["bd"]`, db: run('b') },
      /\.air\.toml:3:15: .*there is no service "bd"[^]*did you mean db\?/,
    ],
    ['nothing to run', { api: 'depends_on = []' }, /\.air\.toml:1:11: services\.api does not say what it runs/],
    [
      'two things to run',
      { api: `${run('a')}\npackage = "."` },
      /services\.api\.run: services\.api\.package is set, too/,
    ],
    [
      'a directory that is not there',
      { api: `${run('a')}\ndir = "nowhere"` },
      /services\.api\.dir: .*nowhere does not exist/,
    ],
  ] as const)('%s', async (_, services, message) => {
    await using rig = new GorlRig({ files: { '.air.toml': config(services) } });
    rig.start();
    expect(await rig.waitForExit()).toBe(2);
    expect(rig.stderr).toMatch(message);
  });

  test('a name on the command line that is none', async () => {
    await using rig = new GorlRig({ files: { '.air.toml': config({ api: run('a'), db: run('b') }) } });
    rig.start(['--only', 'apo']);
    expect(await rig.waitForExit()).toBe(2);
    expect(rig.stderr).toMatch(/there is no service "apo"[^]*did you mean api\?/);
  });
});
