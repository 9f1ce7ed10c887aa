import { describe, expect, test } from 'vitest';
import { ExitError } from '../../../src/cli/exit-error.ts';
import { parseCommandLine, type CommandLine } from '../../../src/cli/command-line.ts';
import { commandTable, type CommandName } from '../../../src/cli/command-table.ts';
import { helpText } from '../../../src/cli/help.ts';
import { configFlags } from '../../../src/config/keys/flags.ts';

const parse = (...argv: string[]) => parseCommandLine(argv);
const plain: CommandLine = {
  command: 'start',
  debug: false,
  once: false,
  keys: true,
  stdin: false,
  configFlags: [],
  rest: [],
};

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
    [['--proxy'], { configFlags: [{ key: 'proxy.enabled', raw: 'true', flag: '--proxy' }] }],
    [['--debug'], { configFlags: [{ key: 'build.debug', raw: 'true', flag: '--debug' }] }],
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
  test.each([['-v'], ['--version'], ['-version'], ['config', '-v'], ['version'], ['run', '--version']])(
    '%j',
    (...argv) => {
      expect(parse(...argv)).toEqual({ command: 'version' });
    },
  );

  test.each([
    [['-h'], 'start'],
    [['--help'], 'start'],
    [['-help'], 'start'],
    [['run', '-h'], 'run'],
    [['init', '--help'], 'init'],
    [['config', '-h', '--color', 'never'], 'config'],
  ])('%j', (argv, of) => {
    expect(parse(...argv)).toMatchObject({ command: 'help', of });
  });

  test('help is a command too, and so is the help of one', () => {
    expect(parse('help')).toEqual(parse('--help'));
    for (const command of ['run', 'test', 'init', 'config', 'doctor', 'why', 'completion'])
      expect(parse('help', command)).toEqual(parse(command, '--help'));
    expect(parse('help', '--color', 'always')).toEqual({ command: 'help', of: 'start', color: 'always' });
  });

  test('the help of a command lists what does something there', () => {
    const listed = (command: CommandName): readonly string[] =>
      [...helpText(command).matchAll(/^ {2}(-[^\s,]*)/gm)].map(([, flag = '']) => flag);
    expect(listed('init')).toEqual(['--color', '--no-keys', '-v', '--from', '-h']);
    expect(listed('config')).toEqual(['-c', '--color', '-v', '--all', '-h']);
    expect(listed('doctor')).toEqual(['-c', '-d', '--color', '-v', '--json', '-h']);
    expect(listed('run')).toEqual([
      '-c',
      '-d',
      '--color',
      '--once',
      '--events',
      '--proxy',
      '--stdin',
      '--only',
      '--except',
      '--debug',
      '--open',
      '--no-keys',
      '--version',
      '-h',
    ]);
    expect(listed('test')).toEqual([
      '-c',
      '-d',
      '--color',
      '--once',
      '--events',
      '--junit',
      '--no-keys',
      '--version',
      '-h',
    ]);
    expect(listed('why')).toEqual(['-c', '--color', '-v', '-h']);
    expect(listed('completion')).toEqual(['--color', '-v', '-h']);
  });

  test('the help of a command names the settings only where they do something', () => {
    const commands = Object.keys(commandTable) as CommandName[];
    for (const command of commands)
      expect([command, helpText(command).includes('Every setting')]).toEqual([
        command,
        commandTable[command].takesSettings,
      ]);
    expect(commands.filter((command) => !commandTable[command].takesSettings)).toEqual(['init', 'completion']);
  });

  test('the first help lists every command', () => {
    const listed = [...helpText('start').matchAll(/^ {2}gorl (\w+)[^\n]* {2}\S/gm)].map(([, name]) => name);
    const named = ['run', 'test', 'init', 'config', 'doctor', 'why', 'completion', 'help', 'version'];
    expect(listed.slice(0, named.length)).toEqual(named);
  });

  test('under the name air these words are the app’s', () => {
    for (const word of ['help', 'version', 'intt'])
      expect(parseCommandLine([word], 'air')).toEqual({ ...plain, rest: [word] });
  });

  test('help after the first word belongs to the app', () => {
    expect(parse('server', '-h')).toEqual({ ...plain, rest: ['server', '-h'] });
  });
});

describe('a first word for the app that looks as if it were meant for gorl', () => {
  const doubt = (...argv: string[]): string | undefined => {
    const parsed = parse(...argv);
    return 'doubt' in parsed ? parsed.doubt?.message : undefined;
  };

  test.each([
    ['intt', 'intt is passed to the app as an argument; did you mean gorl init?'],
    ['biuld', 'biuld is passed to the app as an argument; gorl has no build command: it builds on its own'],
    ['vresion', 'vresion is passed to the app as an argument; did you mean gorl version?'],
  ])('%s is told', (word, message) => {
    expect(doubt(word)).toBe(message);
    expect(parse(word)).toMatchObject({
      rest: [word],
      doubt: { hint: `to pass it without this warning: gorl -- ${word}` },
    });
  });

  test.each([
    ['--', 'intt'],
    ['server'],
    ['serve', 'intt'],
    ['configure'],
    ['migrate'],
    ['8080'],
    ['run', '.', 'intt'],
  ])('%s is not', (...argv) => expect(doubt(...argv)).toBeUndefined());
});

describe('refused with exit code 2', () => {
  test.each([
    [['--bogus-and-long'], 'unknown flag --bogus-and-long', 'see gorl --help'],
    [['--build.dellay', '3'], 'unknown flag --build.dellay', 'did you mean --build.delay?'],
    [['--build.dellay=3'], 'unknown flag --build.dellay', 'did you mean --build.delay?'],
    [['-onec'], 'unknown flag -onec', 'did you mean --once?'],
    [['--tmp_folder', 'x'], 'unknown flag --tmp_folder', 'did you mean --tmp_dir?'],
    [['--build.cmd'], '--build.cmd needs a value', 'see gorl --help'],
    [['-c'], '-c needs a value', 'see gorl --help'],
    [['--color', 'blue'], '--color must be one of auto, always, never, not "blue"', 'see gorl --help'],
    [['--once=x'], '--once must be true or false, not "x"', 'see gorl --help'],
    [['init', '--once'], 'gorl init does not take --once', 'gorl init --help lists its flags'],
    [['config', '--events=x'], 'gorl config does not take --events', 'gorl config --help lists its flags'],
    [['doctor', '--from'], 'gorl doctor does not take --from', 'gorl doctor --help lists its flags'],
    [['--json'], 'gorl does not take --json', 'did you mean gorl doctor --json?'],
    [['init', '--build.cmd', 'x'], 'gorl init does not take --build.cmd', 'gorl init --help lists its flags'],
    [['config', '--bogus-and-long'], 'unknown flag --bogus-and-long', 'see gorl config --help'],
    [['config', 'x'], 'gorl config takes no arguments: x', 'see gorl config --help'],
    [['init', 'x', 'y'], 'gorl init takes no arguments: x y', 'see gorl init --help'],
    [
      ['init', '--from', 'moddd'],
      '--from must be one of fresh, gin, nodemon, reflex, modd, procfile, compose, auto, not "moddd"',
      'did you mean modd?',
    ],
    [['run', '--color', 'nevr'], '--color must be one of auto, always, never, not "nevr"', 'did you mean never?'],
    [['run', '-c'], '-c needs a value', 'see gorl run --help'],
    [['help', 'run', 'x'], 'gorl help takes one command: run x', 'see gorl --help'],
    [['help', 'initt'], 'there is no command initt', 'did you mean gorl help init?'],
    [['version', 'x'], 'gorl version takes no arguments: x', 'see gorl --help'],
  ])('%j', (argv, message, hint) => {
    let refused: unknown;
    try {
      parse(...argv);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(ExitError);
    expect(refused).toMatchObject({ code: 2, message, hint });
  });
});
