import { afterAll, describe, expect, test } from 'vitest';
import { complete, type Completion, type Surroundings } from '../../../../src/cli/completion/candidates.ts';
import { goFlagCandidates } from '../../../../src/cli/completion/go-run.ts';
import { commandTable, namedCommands, type CommandName } from '../../../../src/cli/command-table.ts';
import { flagsOf } from '../../../../src/cli/flag-table.ts';
import { parseCommandLine } from '../../../../src/cli/command-line.ts';
import { keys } from '../../../../src/config/keys/keys.ts';
import { parseRunArguments } from '../../../../src/go/packages/run-arguments.ts';
import { tempProject } from '../../../support/temp-project.ts';

const program = 'package main\n';
const project = tempProject({
  'go.mod': 'module example.com/shop\n',
  'main.go': program,
  'util_test.go': program,
  'cmd/api/main.go': program,
  'cmd/admin/main.go': program,
  'internal/web/web.go': 'package web\n',
});
const empty = tempProject({ 'a.go': '//go:build tools\n\npackage main\n' });
afterAll(() => [project, empty].forEach((each) => each.remove()));

/** The last word is the one that is typed; an empty one behind a space. */
const ask = (line: string, around: Surroundings = { cwd: project.dir, env: {} }): Completion =>
  complete(line.split(' '), around);
const words = (line: string, around?: Surroundings): readonly string[] =>
  ask(line, around).candidates.map(({ word }) => word);
/** As a shell shows them. */
const fitting = (line: string, around?: Surroundings): readonly string[] =>
  words(line, around).filter((word) => word.startsWith(line.split(' ').at(-1) ?? ''));

describe('commands', () => {
  test('the first word, and the topic of help', () => {
    expect(words('')).toEqual(Object.keys(namedCommands));
    expect(words('help ')).toEqual(Object.keys(namedCommands));
    expect(fitting('co')).toEqual(['config', 'completion']);
    for (const { description } of ask('').candidates) expect(description).toMatch(/\w+ \w+/);
  });

  test.each(['help run ', 'version ', 'doctor ', 'config ', 'init ', 'completion zsh ', '--bogus '])(
    'nothing behind %j',
    (line) => expect(ask(line)).toEqual({ names: 'nothing', candidates: [] }),
  );

  test('behind flags, run is still a command, and the rest is the app’s', () => {
    expect(ask('--once ')).toMatchObject({ names: 'files', candidates: [{ word: 'run' }] });
    expect(words('--once run ./cmd/')).toContain('./cmd/api');
    expect(ask('server ')).toEqual({ names: 'files', candidates: [] });
    expect(ask('-- ')).toEqual({ names: 'files', candidates: [] });
    expect(words('completion ')).toEqual(['bash', 'zsh', 'fish']);
    expect(ask('why main.go ').names).toBe('files');
  });
});

describe('flags', () => {
  test.each(Object.keys(commandTable) as CommandName[])('every flag of %s, and it is understood', (command) => {
    const lead = command === 'start' ? '' : `${command} `;
    const own = flagsOf(command).flatMap(({ short, long }) => [short, long].filter((flag) => flag !== undefined));
    const offered = ['-', '--'].flatMap((dashes) => words(lead + dashes));
    for (const flag of own) expect(offered).toContain(flag);
    for (const flag of own) {
      const value = words(`${lead}${flag} `)[0] ?? 'x';
      const takes = flagsOf(command).find(({ short, long }) => flag === short || flag === long)?.value !== undefined;
      const argv = [...lead.trim().split(' ').filter(Boolean), flag, ...(takes ? [value] : [])];
      expect(() => parseCommandLine(argv)).not.toThrow();
    }
  });

  test('the tables of the config, then their keys: all of them are reached', () => {
    const tables = words('--').filter((word) => word.endsWith('.'));
    const reached = [...words('--'), ...tables.flatMap((table) => words(table))];
    expect(keys.filter((key) => !reached.includes(`--${key}`))).toEqual([]);
    expect(fitting('--build.po')).toEqual(['--build.post_cmd', '--build.poll', '--build.poll_interval']);
    expect(words('--').length).toBeLessThan(34);
    expect(words('init --').filter((word) => word.startsWith('--build'))).toEqual([]);
  });

  test('one dash is written on with one', () => {
    expect(fitting('-on')).toEqual(['-once', '-only']);
    expect(fitting('-build.del')).toEqual(['-build.delay']);
  });

  test('descriptions are one line', () => {
    const all = ['--', 'run -', '--build.', '--proxy.'].flatMap((line) => ask(line).candidates);
    expect(all.filter(({ description }) => !/^\S[^\n\t]{8,}[^.\s]$/.test(description ?? ''))).toEqual([]);
  });
});

describe('values', () => {
  test.each([
    ['--color ', ['auto', 'always', 'never']],
    ['--color=', ['--color=auto', '--color=always', '--color=never']],
    ['-color=', ['-color=auto', '-color=always', '-color=never']],
    ['--build.poll ', ['true', 'false']],
    ['run --build.poll=', ['--build.poll=true', '--build.poll=false']],
    ['--once=', ['--once=true', '--once=false']],
    ['--order ', ['stop-first', 'start-first']],
    ['--color.mode ', ['auto', 'always', 'never']],
    ['init --from ', ['fresh', 'gin', 'nodemon', 'reflex', 'modd', 'procfile', 'compose', 'auto']],
    ['--build.delay ', []],
    ['--build.cmd ', []],
    ['run -mod ', ['mod', 'readonly', 'vendor']],
    ['run -mod=', ['-mod=mod', '-mod=readonly', '-mod=vendor']],
    ['run -race -mod=', ['-mod=mod', '-mod=readonly', '-mod=vendor']],
  ])('%s', (line, expected) =>
    expect(ask(line)).toMatchObject({ names: 'nothing', candidates: expected.map((word) => ({ word })) }),
  );

  test.each([
    ['-c ', 'files'],
    ['-c=', 'files'],
    ['--events ', 'files'],
    ['--proxy.cert ', 'files'],
    ['--env_files ', 'files'],
    ['--root ', 'directories'],
    ['run --tmp_dir=', 'directories'],
    ['run -modfile ', 'files'],
    ['run -modfile=', 'files'],
  ])('%s are %s', (line, names) => expect(ask(line)).toEqual({ names, candidates: [] }));

  test('a flag whose value may be left out is followed by other flags, too', () => {
    expect(words('init --from -')).toContain('--no-keys');
    expect(words('init --from gin -')).toContain('--no-keys');
    expect(ask('init --from gin ')).toEqual({ names: 'nothing', candidates: [] });
  });
});

describe('gorl run', () => {
  test.each([
    ['run ', ['.', './cmd/admin', './cmd/api']],
    ['run ./', ['./cmd/admin', './cmd/api']],
    ['run ./cmd/ap', ['./cmd/api']],
    ['run -race ', ['.', './cmd/admin', './cmd/api']],
    ['run --once --build.delay 3 -tags x ./cmd/a', ['./cmd/admin', './cmd/api']],
    ['run exa', ['example.com/shop', 'example.com/shop/cmd/admin', 'example.com/shop/cmd/api']],
    ['run example.com/shop/cmd/ap', ['example.com/shop/cmd/api']],
    ['run m', ['main.go']],
    ['run ./m', ['./main.go']],
    ['run ./internal/', []],
    ['run other.com/', []],
  ])('%s', (line, expected) => expect(fitting(line)).toEqual(expected));

  test('from elsewhere in the tree', () => {
    const around = { cwd: project.at('cmd/api'), env: {} };
    expect(fitting('run ..', around)).toEqual(['../admin', '../api']);
    expect(fitting('run ../../', around)).toEqual(['../../cmd/admin', '../../cmd/api']);
    expect(fitting(`run ${project.dir}/cmd/ad`, around)).toEqual([`${project.dir}/cmd/admin`]);
  });

  test('the files of a program, where no package says that it is one', () => {
    expect(fitting('run ', { cwd: empty.dir, env: {} })).toEqual(['a.go']);
  });

  test('a shell that hides what begins with a dot gets paths of the module', () => {
    const around = { cwd: project.dir, env: {}, hidesDots: true };
    expect(words('run ', around)).toEqual([
      'example.com/shop',
      'example.com/shop/cmd/admin',
      'example.com/shop/cmd/api',
    ]);
    expect(words('run ./cmd/', around)).toContain('./cmd/api');
    expect(words('run ', { cwd: empty.dir, env: {}, hidesDots: true })).toEqual(['a.go']);
  });

  test('words behind the package are the app’s', () => {
    expect(ask('run ./cmd/api ')).toEqual({ names: 'files', candidates: [] });
    expect(ask('run ./cmd/api --')).toEqual({ names: 'files', candidates: [] });
    expect(ask('run -bogus ')).toEqual({ names: 'nothing', candidates: [] });
  });

  test('every flag of the go command that is offered is taken', () => {
    const offered = goFlagCandidates().map(({ word }) => word);
    expect(offered.length).toBeGreaterThan(25);
    for (const flag of offered) {
      expect(words('run -x')).toContain(flag);
      expect([flag, parseRunArguments([`${flag}=1`, '.']).type]).toEqual([flag, 'ok']);
    }
  });

  test('a dash alone offers what fits a screen', () => {
    expect(words('run -').length).toBeLessThan(24);
    expect(fitting('run -wo')).toEqual(['-work']);
  });
});
