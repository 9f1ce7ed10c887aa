import { stripVTControlCharacters } from 'node:util';
import { count } from '../../../src/base/plural.ts';
import { describe, expect, test } from 'vitest';
import type { Check } from '../../../src/doctor/check.ts';
import { checkGo, checkMains, checkModule, type BuildKind } from '../../../src/doctor/go-checks.ts';
import { checkPort, expectedPorts, type PortSources } from '../../../src/doctor/port-checks.ts';
import { createTheme } from '../../../src/report/terminal/theme.ts';
import { renderChecks, renderChecksJson } from '../../../src/doctor/render-checks.ts';
import { checkContainer, checkNode, containerName } from '../../../src/doctor/system-checks.ts';
import { checkFileSystem, checkWatchLimits } from '../../../src/doctor/watch-checks.ts';
import type { FileSystemFacts, WatchFacts } from '../../../src/doctor/watch-facts.ts';
import type { Diagnostic } from '../../../src/protocol/diagnostic.ts';
import type { ToolchainSearch } from '../../../src/go/toolchain/toolchain.ts';

const automatic: BuildKind = { type: 'automatic' };
const custom = (line: string): BuildKind => ({ type: 'custom', line });
const said = ({ status, summary, hint }: Check): string =>
  [status, summary, ...(hint === undefined ? [] : [hint])].join(' | ');
const diagnostic: Diagnostic = {
  severity: 'error',
  message: 'no go command',
  hint: 'install it',
  notes: [],
  source: 'environment',
};

describe('go, module, main packages', () => {
  const found = (version?: string): ToolchainSearch => ({
    type: 'found',
    toolchain: { goFile: '/go/bin/go', ...(version === undefined ? {} : { version }) },
  });
  const missing: ToolchainSearch = { type: 'missing', diagnostic };

  test.each([
    [found('go1.26.8'), automatic, ['1.21'], {}, 'ok | go1.26.8 at /go/bin/go'],
    [found(), automatic, [], {}, 'warning | /go/bin/go does not report its version | try: go version'],
    [missing, automatic, [], {}, 'problem | no go command | install it'],
    [missing, custom('go build && x'), [], {}, 'problem | no go command | install it'],
    [missing, custom('make'), [], {}, 'warning | no go command, but build.cmd does not name it | install it'],
    [
      found('go1.21.0'),
      automatic,
      ['1.27'],
      {},
      expect.stringMatching(/^warning \| go1\.21\.0 .* 1\.27, which the go command downloads/),
    ],
    [
      found('go1.21.0'),
      automatic,
      ['go1.27.0'],
      { GOTOOLCHAIN: 'local' },
      expect.stringMatching(/^problem \| .* older than go1\.27\.0/),
    ],
  ])('%j %j', (search, build, wanted, env, expected) => {
    expect(said(checkGo(search, build, wanted, env))).toEqual(expected);
  });

  test('a module, a workspace, both off, none', () => {
    const module = { file: '/p/go.mod', dir: '/p', path: 'example.com/p' };
    expect(said(checkModule({ type: 'found', module }, automatic))).toBe('ok | example.com/p (/p/go.mod)');
    const workspace = { file: '/p/go.work', uses: ['/p/a', '/p/b'] };
    expect(said(checkModule({ type: 'found', workspace }, automatic))).toBe('ok | workspace of 2 modules (/p/go.work)');
    expect(checkModule({ type: 'off' }, automatic).status).toBe('warning');
    expect(checkModule({ type: 'missing', diagnostic }, automatic).status).toBe('problem');
    expect(checkModule({ type: 'missing', diagnostic }, custom('make')).status).toBe('warning');
  });

  test('main packages', () => {
    const dirs = ['./a', './b', './c', './d', './e', './f'];
    const all = (mains: Parameters<typeof checkMains>[0], build: BuildKind = automatic): string[] =>
      checkMains(mains, build).map(said);
    expect(all(undefined)).toEqual([]);
    expect(all({ type: 'one', dir: './a' })).toEqual(['ok | ./a']);
    expect(all({ type: 'several', dirs })[0]).toMatch(/^warning \| there are 6: \.\/a, .*\.\/e, …; gorl asks/);
    expect(all({ type: 'none', reason: 'no reason' })[0]).toMatch(/^problem \| none found: no reason \| start gorl/);
    const location = { file: 'a.go', line: 3, column: 1 };
    expect(all({ type: 'failed', diagnostics: [{ ...diagnostic, location }, diagnostic] })).toEqual([
      'problem | a.go:3:1: no go command | install it',
    ]);
    expect(all(undefined, custom('make'))).toEqual(['ok | build.cmd decides: make']);
  });

  test.each([
    [1, 'directory', '1 directory'],
    [2, 'directory', '2 directories'],
    [0, 'key', '0 keys'],
  ])('%d %s', (number, what, text) => {
    expect(count(number, what)).toBe(text);
  });
});

describe('watching', () => {
  const facts: WatchFacts = {
    directories: 10,
    files: 50,
    maxWatches: 100_000,
    maxInstances: 128,
    usedWatches: 7,
    usedInstances: 2,
  };

  test.each<[Partial<WatchFacts>, readonly RegExp[]]>([
    [
      {},
      [
        /^ok \| up to 100000 directories can be watched \(max_user_watches\), 7 already are, this project needs 10$/,
        /^ok \| up to 128 watchers can run at a time \(max_user_instances\), 2 already do/,
      ],
    ],
    [
      { maxWatches: 150 },
      [/^warning .*that is low \| raise it: sudo sysctl fs\.inotify\.max_user_watches=524288$/, /^ok/],
    ],
    [{ maxWatches: 16 }, [/^problem .*gorl has to poll the others/, /^ok/]],
    [{ maxWatches: 10_000, usedWatches: 9_000 }, [/^warning .*that is almost all/, /^ok/]],
    [{ maxWatches: 10_000, usedWatches: 9_995 }, [/^problem /, /^ok/]],
    [{ maxWatches: 400_000, directories: 500_000 }, [/^problem .*max_user_watches=800000$/, /^ok/]],
    [{ usedInstances: 128 }, [/^ok/, /^problem .*: gorl has to poll \| .*max_user_instances=1024$/]],
    [{ usedInstances: 120 }, [/^ok/, /^warning/]],
    [{ maxInstances: 8 }, [/^ok/, /^warning/]],
  ])('%j', (changed, expected) => {
    const checks = checkWatchLimits({ ...facts, ...changed }, 'events').map(said);
    expect(checks).toEqual(expected.map((each) => expect.stringMatching(each)));
    expect(checkWatchLimits({ ...facts, ...changed }, 'polling').map(({ status }) => status)).toEqual(['ok']);
  });

  test('without inotify there is no limit to tell', () => {
    const { maxWatches: _, maxInstances: __, ...none } = facts;
    expect(checkWatchLimits(none, 'events').map(said)).toEqual([
      'ok | 10 directories to watch; this system has no known limit',
    ]);
  });

  test.each<[Partial<FileSystemFacts>, RegExp]>([
    [{}, /^ok \| \/p is on ext4, which reports changes immediately$/],
    [
      { silent: 'NFS sends no events', mode: 'polling', type: 'nfs4' },
      /^warning \| \/p is on nfs4: NFS sends no events, so gorl polls every 500 ms/,
    ],
    [{ silent: 'NFS sends no events', poll: false }, /^problem .*build\.poll = false keeps gorl from polling/],
    [{ silent: 'NFS sends no events', poll: true, mode: 'polling' }, /^warning .*so gorl polls every/],
    [{ poll: true, mode: 'polling' }, /^warning .*but build\.poll = true makes gorl poll/],
    [{ mode: 'polling', reason: 'CHOKIDAR_USEPOLLING is set' }, /^warning .*CHOKIDAR_USEPOLLING is set/],
  ])('%j', (changed, expected) => {
    const all: FileSystemFacts = { type: 'ext4', poll: 'auto', mode: 'events', pollIntervalMs: 500, ...changed };
    expect(said(checkFileSystem('/p', all))).toMatch(expected);
  });
});

describe('the system', () => {
  test.each([
    [{ pid: 9 }, 'ok | none'],
    [{ container: 'docker', init: 'tini', pid: 9 }, 'ok | docker, where tini cleans up finished processes'],
    [{ container: 'docker', init: 'sh', pid: 9 }, 'ok | docker, where sh cleans up finished processes'],
    [
      { container: 'docker', init: 'sleep', pid: 9 },
      'warning | docker, whose first process is sleep: it may not clean up finished processes, which then fill the process table | start the container with --init (compose: init: true)',
    ],
    [
      { container: 'docker', init: 'node', pid: 1 },
      expect.stringMatching(/^warning \| docker, with gorl as its first process: /),
    ],
  ])('%j', (facts, expected) => {
    expect(said(checkContainer(facts))).toEqual(expected);
  });

  test('what a container is known by', () => {
    const none = (): boolean => false;
    expect(containerName({}, '0::/\n', none)).toBeUndefined();
    expect(containerName({}, '0::/', (path) => path === '/.dockerenv')).toBe('docker');
    expect(containerName({}, '0::/', (path) => path === '/run/.containerenv')).toBe('podman');
    expect(containerName({}, '1:cpu:/docker/abc', none)).toBe('docker');
    expect(containerName({}, '1:cpu:/lxc/abc', none)).toBe('lxc');
    expect(containerName({}, '1:cpu:/kubepods/abc', none)).toBe('kubernetes');
    expect(containerName({ container: 'systemd-nspawn' }, '', none)).toBe('systemd-nspawn');
  });

  test.each([
    ['v20.19.0', 'ok'],
    ['v20.18.9', 'problem'],
    ['v18.20.0', 'problem'],
    ['v24.0.0', 'ok'],
  ])('node %s: %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });
});

describe('ports', () => {
  const none: PortSources = { env: {}, commands: [], sources: {} };

  test.each<[Partial<PortSources>, string[]]>([
    [{}, ['8080 the usual one']],
    [{ env: { PORT: '3000' } }, ['3000 $PORT']],
    [{ env: { PORT: 'x' } }, ['8080 the usual one']],
    [{ proxy: { enabled: true, proxyPort: 8090, appPort: 8081 } }, ['8090 proxy.proxy_port', '8081 proxy.app_port']],
    [{ proxy: { enabled: false, proxyPort: 8090, appPort: 0 } }, ['8080 the usual one']],
    [{ commands: ['PORT=4001 ./x'] }, ['4001 the command line']],
    [{ commands: ['./x --port 4002'] }, ['4002 the command line']],
    [{ commands: ['./x -addr=127.0.0.1:4003 --other 99'] }, ['4003 the command line']],
    [{ commands: ['./x :4004'] }, ['4004 the command line']],
    [{ sources: { 'main.go': 'log.Fatal(http.ListenAndServe(":9090", nil))' } }, ['9090 main.go']],
    [
      { sources: { 'main.go': 'srv := &http.Server{Addr: "localhost:9091"}\nr.Run(":9092")' } },
      ['9091 main.go', '9092 main.go'],
    ],
    [{ sources: { 'main.go': 'db := "postgres://x:5432/y"' } }, ['8080 the usual one']],
    [{ env: { PORT: '3000' }, sources: { 'main.go': 'r.Run(":9092")' } }, ['3000 $PORT']],
  ])('%j', (sources, expected) => {
    expect(expectedPorts({ ...none, ...sources }).map(({ port, from }) => `${port} ${from}`)).toEqual(expected);
  });

  const port = { port: 80, from: '$PORT' };
  test.each([
    [port, undefined, 'ok | 80 ($PORT) is free'],
    [
      port,
      'unknown' as const,
      expect.stringMatching(/^problem \| 80 \(\$PORT\) is in use by a process of another user/),
    ],
    [
      port,
      { pid: 7, command: 'nginx -g' },
      expect.stringMatching(/^problem .*in use by nginx -g \(pid 7\) \| stop it \(kill 7\)/),
    ],
    [
      port,
      { pid: 7, command: './x', gorl: 'other' as const },
      expect.stringMatching(/^problem .*left over from a gorl that is gone \| stop it: kill 7/),
    ],
    [
      port,
      { pid: 7, command: './x', gorl: 'other' as const, gorlPid: 5 },
      expect.stringMatching(/^warning .*another gorl \(pid 5\)/),
    ],
    [
      { ...port, guessed: true as const },
      { pid: 7, command: '' },
      expect.stringMatching(/^warning .*in use by a process \(pid 7\)/),
    ],
  ])('%j %j', (expected, state, text) => {
    expect(said(checkPort(expected, state))).toEqual(text);
  });
});

describe('how it is told', () => {
  const checks: readonly Check[] = [
    { id: 'go', status: 'ok', summary: 'go1.26 at\n/go', details: ['a'] },
    { id: 'module', status: 'problem', summary: 'none', hint: 'make one' },
    { id: 'port', status: 'warning', summary: 'taken' },
  ];

  const plain = createTheme({ color: false, unicode: false });

  test('with colors: the verdicts, and the details dimmed', () => {
    const theme = createTheme({ color: true, unicode: true });
    const text = renderChecks(checks, true, { theme });
    expect(text).toContain(`${theme.good('ok     ')}  go `);
    expect(text).toContain(`${theme.warning('warning')}  port`);
    expect(text).toContain(`${theme.strong(theme.error('problem'))}  module`);
    expect(text).toContain(theme.dim('a'));
    expect(stripVTControlCharacters(text)).toBe(renderChecks(checks, true, { theme: plain }));
  });

  test('as lines', () => {
    expect(renderChecks(checks, false, { theme: plain })).toBe(
      'ok       go      go1.26 at /go\nproblem  module  none; make one\nwarning  port    taken\n\n1 problem, 1 warning\n',
    );
    expect(renderChecks(checks.slice(0, 1), true, { theme: plain })).toBe(
      'ok       go  go1.26 at /go\n             a\n\nno problems found\n',
    );
  });

  test('as JSON', () => {
    expect(JSON.parse(renderChecksJson(checks))).toEqual({ v: 1, checks, status: 'problem' });
    expect(JSON.parse(renderChecksJson(checks.slice(0, 1)))).toMatchObject({ status: 'ok' });
  });
});
