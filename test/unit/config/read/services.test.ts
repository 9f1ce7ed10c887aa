import { describe, expect, test } from 'vitest';
import { load, loadClean } from './load-text.ts';

const problemsOf = (text: string): string[] =>
  load(text).diagnostics.map(({ severity, message, location, hint }) => {
    const place = location === undefined ? '' : `${location.line}:${location.column} `;
    return `${place}${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
  });

const serviceIn = (text: string, ...more: [string[]?, Parameters<typeof load>[2]?]) => {
  const [service] = loadClean(text, ...more).services;
  if (service === undefined) throw new Error('no service');
  return service;
};

describe('a service', () => {
  test('has what its table says', () => {
    const text = `[services.api]
package = "./cmd/api"
dir = "services"
args = ["-v"]
depends_on = ["db", "db"]
restart_with = true
env = { PORT = 8081, DEBUG = true, NAME = "a" }

[services.db]
run = "postgres"
`;
    const [api, db] = loadClean(text).services;
    expect(api).toMatchObject({
      name: 'api',
      package: './cmd/api',
      dir: 'services',
      dependsOn: ['db'],
      restartWith: true,
      env: { PORT: '8081', DEBUG: 'true', NAME: 'a' },
      place: { file: '.air.toml', line: 1, column: 11 },
    });
    expect(api?.run).toBeUndefined();
    expect(api?.loaded.settings['build.args_bin']).toEqual(['-v']);
    expect(db).toMatchObject({ name: 'db', run: 'postgres', dir: '.', dependsOn: [], restartWith: false, env: {} });
    expect(db?.loaded.settings['build.full_bin']).toBe('postgres');
  });

  test.each<[string, string, Record<string, unknown>]>([
    ['the config’s own keys', 'order = "stop-first"\n[build]\nkill_delay = "2s"\n', { 'build.kill_delay': 2000 }],
    [
      'not what names one thing',
      '[build]\nbin = "x"\nentrypoint = ["y"]\nfull_bin = "z"\n',
      { 'build.bin': './tmp/api/main', 'build.entrypoint': [], 'build.full_bin': '' },
    ],
    ['not the addresses', 'listen = ":8080"\n', { listen: [] }],
    ['a directory of its own in tmp_dir', 'tmp_dir = "out"\n', { tmp_dir: 'out/api' }],
    [
      'not the command of another program',
      '[build]\ncmd = "make all"\n',
      { 'build.cmd': 'go build -o ./tmp/api/main .' },
    ],
  ])('takes over %s', (_, text, settings) => {
    expect(serviceIn(`${text}[services.api]\npackage = "."\n`).loaded.settings).toMatchObject(settings);
  });

  test.each<[string, string, Record<string, unknown>]>([
    [
      'keys of [build], by their short names',
      'cmd = "make api"\nentrypoint = ["./api"]\n',
      { 'build.cmd': 'make api', 'build.entrypoint': ['./api'] },
    ],
    ['dotted keys', 'package = "."\nready.http = "/healthz"\n', { 'ready.http': '/healthz' }],
    [
      'tables of its own',
      'package = "."\n[services.api.build]\nstop_signal = "SIGTERM"\n',
      { 'build.stop_signal': 'SIGTERM' },
    ],
    [
      'top-level keys',
      'package = "."\nenv_files = ["api.env"]\ntmp_dir = "elsewhere"\n',
      { env_files: ['api.env'], tmp_dir: 'elsewhere' },
    ],
  ])('may have %s', (_, table, settings) => {
    const text = `env_files = [".env"]\n[build]\nstop_signal = "SIGHUP"\n[services.api]\n${table}`;
    expect(serviceIn(text).loaded.settings).toMatchObject(settings);
  });

  test('follows flags and variables, but not for what names one thing', () => {
    const flags = ['--build.kill_delay=3s', '--build.full_bin=x'];
    const { settings } = serviceIn('[services.api]\npackage = "."\n', flags, { env: { GORL_TMP_DIR: 'out' } }).loaded;
    expect(settings).toMatchObject({ 'build.kill_delay': 3000, 'build.full_bin': '' });
    // Its own directory is in that one.
    expect(settings.tmp_dir).toBe('out/api');
  });

  test('that is only run has no hooks, generators, or extensions of the config', () => {
    const text =
      '[build]\npre_cmd = ["a"]\n[[build.generate]]\nfiles = ["x"]\ncmd = "y"\n[services.web]\nrun = "npm start"\n';
    const { loaded } = serviceIn(text);
    expect(loaded.settings).toMatchObject({ 'build.pre_cmd': [], 'build.include_ext': [] });
    expect(loaded.generators).toEqual([]);
    const named = serviceIn(`${text}build.include_dir = ["web"]\n`).loaded;
    expect(named.settings['build.include_ext']).toContain('html');
  });

  test('behind the proxy has its keys, and no other', () => {
    const text =
      '[proxy]\nenabled = true\nproxy_port = 3000\nservice = "web"\n[services.api]\nrun = "a"\n[services.web]\nrun = "b"\n';
    const [api, web] = loadClean(text).services;
    expect(api?.loaded.settings).toMatchObject({ 'proxy.enabled': false, 'proxy.proxy_port': 0 });
    expect(web?.loaded.settings).toMatchObject({ 'proxy.enabled': true, 'proxy.proxy_port': 3000 });
  });
});

describe('is told, with its place', () => {
  test.each([
    [
      '[services]\napi = 1\n',
      '2:1 error: services.api must be a table, not a number (begin a service with [services.api])',
    ],
    ['services = 1\n', '1:1 error: services must be a table, not a number (begin a service with [services.api])'],
    [
      '[services."a b"]\nrun = "x"\n',
      '1:11 error: services: "a b" cannot be the name of a service (letters, digits, _, - and . make a name)',
    ],
    [
      '[services.api]\npackge = "."\nrun = "x"\n',
      '2:1 warning: services.api has an unknown key "packge", which is ignored (did you mean package?)',
    ],
    [
      '[services.api]\npackage = 1\nrun = "x"\n',
      '2:11 error: services.api.package must be a string, not a number (put it in quotes)',
    ],
    ['[services.api]\nrun = "x"\nenv = { A = [] }\n', '3:13 error: services.api.env.A must be a text, not a list'],
    [
      '[services.api]\nrun = "x"\ncmd = "y"\n',
      '3:7 error: services.api.cmd: services.api.run is set, too (one of them says what is run; remove the other)',
    ],
    [
      '[services.api]\npackage = "."\ncmd = "y"\n',
      '3:7 error: services.api.cmd: services.api.package is set, too (one of them says what is run; remove the other)',
    ],
    [
      '[services.api]\n',
      '1:11 error: services.api does not say what it runs (add package = "./cmd/api", or run = "…" for a command that gorl only runs)',
    ],
    [
      '[services.api]\nrun = "x"\ndepends_on = ["api"]\n',
      '3:15 error: services.api.depends_on: "api" is the service itself (remove it)',
    ],
    [
      '[services.api]\nrun = "x"\nready = { http = "healthz" }\n',
      '3:18 error: ready.http: "healthz" is neither a path nor an http:// URL (write a path: "/healthz")',
    ],
    [
      '[services.api]\nrun = "x"\nready = 1\n',
      '3:1 error: services.api.ready must be a table, not a number (begin it with [services.api.ready])',
    ],
    [
      '[proxy]\nenabled = true\n[services.a]\nrun = "x"\n[services.b]\nrun = "y"\n',
      '2:11 error: [proxy] does not say which service it leads to (add service = "a")',
    ],
    [
      '[proxy]\nservice = "c"\n[services.a]\nrun = "x"\n',
      '2:11 error: proxy.service: there is no service "c" (did you mean a?)',
    ],
    ['[service.api]\nrun = "x"\n', '1:2 warning: unknown table "service", which is ignored (did you mean [services]?)'],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  test('what is wrong with a key of the config is told once, not by each service', () => {
    const text = '[build]\ninclude_ext = [".go"]\n[services.a]\nrun = "x"\n[services.b]\npackage = "."\n';
    expect(problemsOf(text)).toHaveLength(1);
  });

  test('a default that does not fit one of them', () => {
    const text = 'order = "start-first"\n[services.a]\npackage = "a"\nlisten = ":8080"\n[services.b]\npackage = "b"\n';
    expect(problemsOf(text)).toEqual([
      '1:9 error: order: "start-first" needs the proxy, or listen (set proxy.enabled = true)',
    ]);
  });

  test('a circle, by way of others', () => {
    const table = (name: string, on: string): string => `[services.${name}]\nrun = "x"\ndepends_on = ["${on}"]\n`;
    const text = table('a', 'b') + table('b', 'c') + table('c', 'b');
    expect(problemsOf(text)).toEqual([
      '6:14 error: services wait for each other: b → c → b (remove one of these from depends_on)',
    ]);
  });
});
