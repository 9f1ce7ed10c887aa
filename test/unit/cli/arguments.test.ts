import { describe, expect, test } from 'vitest';
import { splitArguments, type FlagSpec } from '../../../src/cli/arguments.ts';

const specs: readonly FlagSpec[] = [
  { name: 'c', takesValue: true },
  { name: 'd', takesValue: false },
  { name: 'once', takesValue: false },
  { name: 'build.delay', takesValue: true },
  { name: 'build.cmd', takesValue: true },
  { name: 'color', takesValue: true, choices: ['auto', 'always', 'never'] },
];

/** Flags are shown as they could have been written. */
const split = (...argv: string[]) => {
  const found = splitArguments(argv, new Set(['run', 'init']), specs, new Set(['run']));
  const written = found.flags.map(({ name, value }) => {
    const flag = `${name.length > 1 ? '--' : '-'}${name}`;
    return value === undefined ? flag : `${flag}=${value}`;
  });
  return { ...found, flags: written };
};

describe('flags as Go reads them', () => {
  test.each([
    [['-build.delay', '5'], ['--build.delay=5'], []],
    [['-build.delay=5'], ['--build.delay=5'], []],
    [['--build.delay', '5'], ['--build.delay=5'], []],
    [['--build.delay=5'], ['--build.delay=5'], []],
    [['--build.delay='], ['--build.delay='], []],
    [['--build.delay', '-5'], ['--build.delay=-5'], []],
    [['--build.delay', '--'], ['--build.delay=--'], []],
    [['--build.cmd', 'a=b c'], ['--build.cmd=a=b c'], []],
    [['--build.cmd=a=b\nc'], ['--build.cmd=a=b\nc'], []],
    [['-c', 'x.toml', 'app'], ['-c=x.toml'], ['app']],
    [['-c=x.toml'], ['-c=x.toml'], []],
    [['--c', 'x.toml'], ['-c=x.toml'], []],
    [['-d', '-once'], ['-d', '--once'], []],
    [['-d=false', '-once'], ['--once'], []],
    [['-d=true'], ['-d'], []],
    [['-d=0', '-once=T'], ['--once'], []],
  ])('%j', (argv, flags, rest) => {
    expect(split(...argv)).toEqual({ command: undefined, flags, rest });
  });
});

describe('where flags end', () => {
  test.each([
    [['server', '--once'], [], ['server', '--once']],
    [['--once', 'server', '-d'], ['--once'], ['server', '-d']],
    [['--', '--once'], [], ['--once']],
    [['--once', '--', '--', 'x'], ['--once'], ['--', 'x']],
    [['-', '--once'], [], ['-', '--once']],
    [['', '--once'], [], ['', '--once']],
    [['--=x'], [], ['--=x']],
    [['---once'], [], ['---once']],
    [[], [], []],
  ])('%j', (argv, flags, rest) => {
    expect(split(...argv)).toMatchObject({ command: undefined, flags, rest });
  });
});

test('it is known whether a -- ended them', () => {
  expect(split('--', 'x')).toHaveProperty('dashed', true);
  expect(split('x', '--')).not.toHaveProperty('dashed');
});

test.each([
  [['--build.cmd'], { flag: '--build.cmd', problem: 'needs a value' }],
  [
    ['--color', 'alwys'],
    { flag: '--color', problem: 'must be one of auto, always, never, not "alwys"', meant: 'always' },
  ],
  [['-d=maybe', 'x'], { flag: '-d', problem: 'must be true or false, not "maybe"' }],
])('%j is wrong', (argv, invalid) => {
  expect(split(...argv)).toMatchObject({ invalid });
});

describe('commands', () => {
  test.each([
    [['run', '.'], 'run', [], ['.']],
    [['init', '-d'], 'init', ['-d'], []],
    // With a package behind it, `run` is meant for gorl; without one it is the app's, as in air.
    [['-d', 'run', '.'], 'run', ['-d'], ['.']],
    [['-d', 'run', './cmd/api', '-x'], 'run', ['-d'], ['./cmd/api', '-x']],
    [['-d', 'run', 'fast'], undefined, ['-d'], ['run', 'fast']],
    [['--', 'init'], undefined, [], ['init']],
    // Flags of the go command: from the first one on, everything is for `gorl run` to read.
    [['run', '-d', '-race', '-once', './x', '-y'], 'run', ['-d'], ['-race', '-once', './x', '-y']],
    [['run', '--build.delay', '0', '-tags', 'a b', '.'], 'run', ['--build.delay=0'], ['-tags', 'a b', '.']],
    [['run', '--', '-x'], 'run', [], ['--', '-x']],
  ])('%j', (argv, command, flags, rest) => {
    expect(split(...argv)).toMatchObject({ command, flags, rest });
  });

  test('an unknown flag is named as it was typed', () => {
    expect(split('-bogus=1', 'x')).toMatchObject({ command: undefined, flags: [], unknown: '-bogus' });
  });
});
