import { describe, expect, test } from 'vitest';
import { ExitError } from '../../../src/cli/exit-code.ts';
import { parseCommandLine, type CommandLine } from '../../../src/cli/program.ts';
import { configFlags } from '../../../src/config/flags.ts';

const parse = (...argv: string[]) => parseCommandLine(argv, () => 'gorl 1.2.3');
const plain: CommandLine = { command: 'start', debug: false, once: false, keys: true, configFlags: [], rest: [] };

describe('understood', () => {
  test.each<[string[], Partial<CommandLine>]>([
    [[], {}],
    [['-d'], { debug: true }],
    [['-d=false'], {}],
    [['--once', '--no-keys'], { once: true, keys: false }],
    [['-c', 'x.toml', 'app'], { configPath: 'x.toml', rest: ['app'] }],
    [['-color', 'never'], { color: 'never' }],
    [['--events', 'fd:3'], { events: 'fd:3' }],
    [['--events=-'], { events: '-' }],
    [['init'], { command: 'init' }],
    [['config', '-c', 'y'], { command: 'config', configPath: 'y' }],
    [['run', '-v', './x', '--y'], { command: 'run', rest: ['-v', './x', '--y'] }],
    [['run', '--once', '-race', '.'], { command: 'run', once: true, rest: ['-race', '.'] }],
    [['serve', 'run'], { rest: ['serve', 'run'] }],
    [
      ['--build.pre_cmd', 'a', '--build.pre_cmd=b', '-root', '.'],
      {
        configFlags: [
          { key: 'build.pre_cmd', raw: 'a', flag: '--build.pre_cmd' },
          { key: 'build.pre_cmd', raw: 'b', flag: '--build.pre_cmd' },
          { key: 'root', raw: '.', flag: '--root' },
        ],
      },
    ],
    [['--build.cmd', ''], { configFlags: [{ key: 'build.cmd', raw: '', flag: '--build.cmd' }] }],
    [['--build.cmd', '--once'], { configFlags: [{ key: 'build.cmd', raw: '--once', flag: '--build.cmd' }] }],
  ])('%j', (argv, expected) => {
    expect(parse(...argv)).toEqual({ ...plain, ...expected });
  });

  test('every key of the config is a flag', () => {
    const flags = configFlags();
    expect(flags.length).toBeGreaterThan(40);
    for (const { flag, key } of flags)
      expect(parse(flag, 'x')).toMatchObject({ configFlags: [{ key, raw: 'x', flag }] });
  });
});

describe('answered at once', () => {
  test.each([['-v'], ['--version'], ['-version'], ['config', '-v']])('%j', (...argv) => {
    expect(parse(...argv)).toEqual({ command: 'print', text: 'gorl 1.2.3\n' });
  });

  test.each([['-h'], ['--help'], ['-help'], ['run', '-h'], ['init', '--help'], ['config', '-h']])('%j', (...argv) => {
    const parsed = parse(...argv);
    expect(parsed).toMatchObject({ command: 'print' });
    expect('text' in parsed && parsed.text).toMatch(/Usage: gorl/);
  });

  test('help after the first word belongs to the app', () => {
    expect(parse('server', '-h')).toEqual({ ...plain, rest: ['server', '-h'] });
  });
});

describe('refused with exit code 2', () => {
  test.each([
    [['--bogus-and-long'], 'unknown flag --bogus-and-long'],
    [['--build.dellay', '3'], 'did you mean --build.delay?'],
    [['--build.dellay=3'], 'unknown flag --build.dellay; did you mean --build.delay?'],
    [['-onec'], 'did you mean --once?'],
    [['--build.cmd'], 'build.cmd'],
    [['-c'], '-c'],
    [['--color', 'blue'], 'blue'],
  ])('%j', (argv, text) => {
    let refused: unknown;
    try {
      parse(...argv);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(ExitError);
    expect(refused).toMatchObject({ code: 2, message: expect.stringContaining(text) });
    expect((refused as ExitError).message).toContain('gorl --help');
  });
});
