import { describe, expect, test } from 'vitest';
import { keys } from '../../../../src/config/keys/keys.ts';
import { loadConfig } from '../../../../src/config/read/load.ts';
import { load, loadClean } from './load-text.ts';

describe('defaults', () => {
  test("are air's", () => {
    expect(loadConfig({ platform: 'linux', env: {}, flags: [] }).settings).toMatchInlineSnapshot(`
      {
        "build.args_bin": [],
        "build.bin": "./tmp/main",
        "build.cmd": "go build -o ./tmp/main .",
        "build.delay": 1000,
        "build.entrypoint": [],
        "build.exclude_dir": [
          "assets",
          "tmp",
          "vendor",
          "testdata",
        ],
        "build.exclude_file": [],
        "build.exclude_regex": [
          "_test.go",
        ],
        "build.exclude_unchanged": false,
        "build.follow_symlink": false,
        "build.full_bin": "",
        "build.ignore_dangerous_root_dir": false,
        "build.include_dir": [],
        "build.include_ext": [
          "go",
          "tpl",
          "tmpl",
          "html",
        ],
        "build.include_file": [],
        "build.kill_delay": 0,
        "build.log": "build-errors.log",
        "build.no_rebuild_ext": [],
        "build.poll": false,
        "build.poll_interval": 500,
        "build.post_cmd": [],
        "build.pre_cmd": [],
        "build.rerun": false,
        "build.rerun_delay": 500,
        "build.respect_gitignore": true,
        "build.send_interrupt": false,
        "build.stop_on_error": false,
        "build.stop_signal": "SIGINT",
        "color.app": "",
        "color.build": "yellow",
        "color.main": "magenta",
        "color.mode": "",
        "color.runner": "green",
        "color.watcher": "cyan",
        "env_files": [],
        "log.main_only": false,
        "log.silent": false,
        "log.time": false,
        "misc.clean_on_exit": false,
        "misc.startup_banner": undefined,
        "proxy.app_port": 0,
        "proxy.app_start_timeout": 5000,
        "proxy.enabled": false,
        "proxy.proxy_port": 0,
        "root": ".",
        "screen.clear_on_rebuild": false,
        "screen.keep_scroll": true,
        "testdata_dir": "testdata",
        "tmp_dir": "tmp",
      }
    `);
  });

  test('on Windows', () => {
    const { settings } = loadConfig({ platform: 'win32', env: {}, flags: [] });
    expect([settings['build.cmd'], settings['build.bin']]).toEqual([
      'go build -o ./tmp/main.exe .',
      String.raw`tmp\main.exe`,
    ]);
  });

  test('every key has an origin', () => {
    const { origins } = loadClean('');
    expect(keys.map((key) => origins[key].type)).toEqual(keys.map(() => 'default'));
  });
});

describe('precedence', () => {
  const text = '[build]\ncmd = "file"\n[build.linux]\ncmd = "linux"\n[build.windows]\ncmd = "windows"';
  const env = { GORL_BUILD_CMD: 'env' };

  test('file, then the table of the system, then the environment, then flags', () => {
    expect(loadClean('[build]\ncmd = "file"').settings['build.cmd']).toBe('file');
    expect(loadClean(text).settings['build.cmd']).toBe('linux');
    expect(loadClean(text, [], { platform: 'win32' }).settings['build.cmd']).toBe('windows');
    expect(loadClean(text, [], { platform: 'freebsd' }).settings['build.cmd']).toBe('file');
    expect(loadClean(text, [], { env }).settings['build.cmd']).toBe('env');
    expect(loadClean(text, ['--build.cmd=flag'], { env }).settings['build.cmd']).toBe('flag');
  });

  test('origins say where', () => {
    expect(loadClean('[build]\n  cmd = "file"').origins['build.cmd']).toEqual({
      type: 'file',
      file: '.air.toml',
      line: 2,
      column: 9,
    });
    expect(loadClean(text).origins['build.cmd']).toEqual({
      type: 'platform',
      block: 'build.linux',
      file: '.air.toml',
      line: 4,
      column: 7,
    });
    expect(loadClean(text, [], { env }).origins['build.cmd']).toEqual({ type: 'env', name: 'GORL_BUILD_CMD' });
    expect(loadClean(text, ['--build.cmd=flag'], { env }).origins['build.cmd']).toEqual({
      type: 'flag',
      flag: '--build.cmd',
    });
  });

  test('false, 0, empty text and lists count, other than in air', () => {
    const { settings } = loadClean(
      '[build]\ndelay = 0\nrerun_delay = 0\nlog = ""\nexclude_regex = []\n[screen]\nkeep_scroll = false\n[misc]\nstartup_banner = ""',
    );
    expect(settings).toMatchObject({
      'build.delay': 0,
      'build.rerun_delay': 0,
      'build.log': '',
      'build.exclude_regex': [],
      'screen.keep_scroll': false,
      'misc.startup_banner': '',
    });
  });

  test("a flag with the default's value counts, other than in air", () => {
    const { settings, origins } = loadClean('tmp_dir = "xx"\n[build]\npoll = true', [
      '--tmp_dir=tmp',
      '--build.poll=false',
    ]);
    expect(settings).toMatchObject({ tmp_dir: 'tmp', 'build.poll': false, 'build.cmd': 'go build -o ./tmp/main .' });
    expect(origins.tmp_dir).toEqual({ type: 'flag', flag: '--tmp_dir' });
  });

  test('an empty root, tmp_dir, cmd or bin means not set', () => {
    const { settings, origins } = loadClean('root = ""\ntmp_dir = ""\n[build]\ncmd = "make"\nbin = ""', [
      '--build.cmd=',
    ]);
    expect(settings).toMatchObject({
      root: '.',
      tmp_dir: 'tmp',
      'build.cmd': 'go build -o ./tmp/main .',
      'build.bin': './tmp/main',
    });
    expect([origins['build.cmd'], origins.root]).toEqual([{ type: 'default' }, { type: 'default' }]);
  });

  test("in a system's table, empty text says nothing and an empty list counts, as in air", () => {
    const { settings } = loadClean(
      '[build]\nfull_bin = "x"\npre_cmd = ["a"]\n[build.linux]\nfull_bin = ""\npre_cmd = []',
    );
    expect([settings['build.full_bin'], settings['build.pre_cmd']]).toEqual(['x', []]);
  });

  test('names in upper case throughout are accepted, as in air', () => {
    const { settings } = loadClean('ROOT = "x"\n[BUILD]\nCMD = "y"\n[BUILD.LINUX]\nFULL_BIN = "z"\n');
    expect(settings).toMatchObject({ root: 'x', 'build.cmd': 'y', 'build.full_bin': 'z' });
    expect(load('[build]\ncmd = "a"\nCMD = "b"')).toMatchObject({
      settings: { 'build.cmd': 'a' },
      diagnostics: [
        { severity: 'warning', message: 'CMD is ignored, because cmd is given too', location: { line: 3 } },
      ],
    });
  });
});

describe('tmp_dir', () => {
  const outputs = (text: string, platform = 'linux') => {
    const { settings } = loadConfig({ file: { path: '/c', shown: 'c', text }, platform, env: {}, flags: [] });
    return [settings['build.cmd'], settings['build.bin'], settings['build.exclude_dir'].join(' ')];
  };

  test('values that are still the defaults follow it, as in air', () => {
    expect(outputs('tmp_dir = "out"')).toEqual([
      'go build -o ./out/main .',
      './out/main',
      'assets out vendor testdata',
    ]);
    expect(outputs('tmp_dir = "./out/"')).toEqual([
      'go build -o ./out/main .',
      './out/main',
      'assets ./out/ vendor testdata',
    ]);
    expect(outputs('tmp_dir = "/var/out"')).toEqual([
      'go build -o /var/out/main .',
      '/var/out/main',
      'assets /var/out vendor testdata',
    ]);
    expect(outputs('tmp_dir = "out"', 'win32')).toEqual([
      'go build -o ./out/main.exe .',
      String.raw`out\main.exe`,
      'assets out vendor testdata',
    ]);
  });

  test("also when a file spells the default out, as air's init writes it", () => {
    expect(outputs('tmp_dir = "out"\n[build]\ncmd = "go build -o ./tmp/main ."')[0]).toBe('go build -o ./out/main .');
  });

  test('other values stay', () => {
    expect(outputs('tmp_dir = "out"\n[build]\ncmd = "make"\nbin = "b"\nexclude_dir = ["tmp"]')).toEqual([
      'make',
      'b',
      'tmp',
    ]);
  });
});

describe('values that are adjusted', () => {
  test('poll_interval is at least 500; 0 is the default', () => {
    const low = loadClean('[build]\npoll_interval = 100');
    expect(low.settings['build.poll_interval']).toBe(500);
    expect(low.notes).toMatchObject([
      {
        message: 'build.poll_interval is 100 ms, below the minimum; gorl uses 500 ms',
        location: { line: 2, column: 17 },
      },
    ]);
    expect(loadClean('[build]\npoll_interval = 0\n[proxy]\napp_start_timeout = 0')).toMatchObject({
      settings: { 'build.poll_interval': 500, 'proxy.app_start_timeout': 5000 },
      notes: [],
    });
  });

  test('an unknown color is white, with a warning', () => {
    const loaded = load('[color]\nmain = "pink"');
    expect(loaded.settings['color.main']).toBe('white');
    expect(loaded.diagnostics).toMatchObject([{ severity: 'warning', location: { line: 2, column: 8 } }]);
  });

  test('entrypoint may be text', () => {
    expect(loadClean('[build]\nentrypoint = "./a b"').settings['build.entrypoint']).toEqual(['./a b']);
  });

  test('line ends of Windows within a text of several lines are none for the shell', () => {
    const toml = [
      '[build]',
      'cmd = """',
      'go generate ./...',
      'go build -o tmp/x \\',
      '  .',
      '"""',
      "full_bin = '''",
      'A=1',
      "./tmp/x'''",
      '[[build.rules]]',
      'name = "r"',
      'include_ext = ["x"]',
      'cmd = """a',
      'b"""',
      '[nonsense]',
      '',
    ].join('\r\n');
    const { settings, rules, diagnostics } = load(toml);
    expect(settings['build.cmd']).toBe('go generate ./...\ngo build -o tmp/x .\n');
    expect(settings['build.full_bin']).toBe('A=1\n./tmp/x');
    expect(JSON.stringify(rules)).not.toContain('\\r');
    expect(diagnostics[0]).toMatchObject({ location: { line: 15 } });
  });

  test('a byte order mark and CRLF do no harm', () => {
    expect(loadClean('\uFEFFroot = "x"\r\n[build]\r\ncmd = "y"\r\n').settings).toMatchObject({
      root: 'x',
      'build.cmd': 'y',
    });
  });
});

test('rules', () => {
  const text =
    '[[build.rules]]\ncmd = "a"\ninclude_ext = ["css"]\n[[build.rules]]\nname = "two"\ncmd = "b"\ninclude_dir = ["w"]\ninclude_file = ["f"]\nexclude_regex = ["x"]\ndelay = 5';
  expect(loadClean(text).rules).toEqual([
    {
      name: 'rule-0',
      cmd: 'a',
      includeDir: [],
      includeExt: ['css'],
      includeFile: [],
      excludeRegex: [],
      delayMs: 1000,
      run: 'none',
      place: { file: '.air.toml', line: 1, column: 9 },
    },
    {
      name: 'two',
      cmd: 'b',
      includeDir: ['w'],
      includeExt: [],
      includeFile: ['f'],
      excludeRegex: ['x'],
      delayMs: 5,
      run: 'none',
      place: { file: '.air.toml', line: 4, column: 9 },
    },
  ]);
});
