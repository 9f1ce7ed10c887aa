import { describe, expect, test } from 'vitest';
import { load, loadClean } from './load-text.ts';

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
