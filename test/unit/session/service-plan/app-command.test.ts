import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appCommand, appWords, type AppCommandInput } from '../../../../src/session/service-plan/app-command.ts';
import { loadConfig } from '../../../../src/config/read/load.ts';

const artifact = { generation: 3, path: '/p/tmp/main-3' };

function command(
  toml: string,
  more: Partial<AppCommandInput> = {},
  made: { generation: number; path?: string } = artifact,
) {
  const config = loadConfig({
    file: { path: '/p/.air.toml', shown: '.air.toml', text: toml },
    platform: 'linux',
    env: {},
    flags: [],
  });
  const input = { config, cwd: '/p', root: '/p/root', output: undefined, runTarget: false, args: [], ...more };
  return appCommand(input, made, { PATH: '/nowhere' });
}

describe('which file', () => {
  test.each([
    ['what was built', '', {}, artifact, '/p/tmp/main-3'],
    ['entrypoint, relative to root', '[build]\nentrypoint = ["./bin/app"]', {}, artifact, '/p/root/bin/app'],
    ['entrypoint, absolute', '[build]\nentrypoint = ["/x/app"]', {}, artifact, '/x/app'],
    ['entrypoint, a name that is not on PATH', '[build]\nentrypoint = ["app"]', {}, artifact, '/p/root/app'],
    ['bin, relative to the working directory', '[build]\nbin = "./bin/app"', {}, artifact, '/p/bin/app'],
    ['entrypoint over bin', '[build]\nbin = "./a"\nentrypoint = ["/b"]', {}, artifact, '/b'],
    [
      'the fresh file, when entrypoint is the output',
      '[build]\nentrypoint = ["/p/out"]',
      { output: '/p/out' },
      artifact,
      artifact.path,
    ],
    ['the fresh file, when bin is the output', '[build]\nbin = "out"', { output: '/p/out' }, artifact, artifact.path],
    ['the default bin after a custom build', '', {}, { generation: 1 }, '/p/tmp/main'],
    [
      'gorl run: nothing of the config',
      '[build]\nentrypoint = ["/x"]\nfull_bin = "y"',
      { runTarget: true },
      artifact,
      artifact.path,
    ],
  ] as const)('%s', (_name, toml, more, made, file) => {
    expect(command(toml, more, made)).toEqual({ file, args: [] });
  });

  test('entrypoint, a name on PATH', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gorl-path-'));
    try {
      writeFileSync(join(folder, 'tool'), '');
      const config = loadConfig({
        file: { path: '/p/.air.toml', shown: '.air.toml', text: '[build]\nentrypoint = ["tool", "x"]' },
        platform: 'linux',
        env: {},
        flags: [],
      });
      const input = { config, cwd: '/p', root: '/p', output: undefined, runTarget: false, args: [] };
      const env = { PATH: `:/nowhere:${folder}` };
      expect(appCommand(input, artifact, env).file).toBe('/p/tool');
      chmodSync(join(folder, 'tool'), 0o755);
      expect(appCommand(input, artifact, env)).toEqual({ file: join(folder, 'tool'), args: ['x'] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('which words', () => {
  test('entrypoint, args_bin, the command line', () => {
    const toml = '[build]\nentrypoint = ["/app", "a b"]\nargs_bin = ["-p", "80"]';
    expect(command(toml, { args: ['$HOME', '; x'] })).toEqual({
      file: '/app',
      args: ['a b', '-p', '80', '$HOME', '; x'],
    });
  });

  test('gorl run: only those of the command line', () => {
    expect(command('[build]\nargs_bin = ["-p"]', { runTarget: true, args: ['x'] }).args).toEqual(['x']);
  });

  /** What the shell makes of it: the words that reach the program, one a line. */
  const reach = (toml: string, args: readonly string[]): string[] => {
    const { file, args: words } = command(toml, { args });
    return execFileSync(file, [...words], { env: { X: '1 2', PATH: '/usr/bin:/bin' }, encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
  };
  const printing = 'entrypoint = ["/usr/bin/printf", "%s\\\\0"';

  test.each([
    ['a variable expands and divides', `[build]\n${printing}, "own $X"]\nargs_bin = ["$X"]`, [], ['own $X', '1', '2']],
    ['quotes', `[build]\n${printing}]\nargs_bin = ["'$X'", '"$X"']`, [], ['$X', '1 2']],
    [
      'more than nine words',
      `[build]\n${printing}, "1","2","3","4","5","6","7","8"]\nargs_bin = ["$X"]`,
      ['a', 'b'],
      ['1', '2', '3', '4', '5', '6', '7', '8', '1', '2', 'a', 'b'],
    ],
    [
      'the command line stays as it is',
      `[build]\n${printing}]\nargs_bin = ["$X"]`,
      ['$X', '; echo', "'", '', '*'],
      ['1', '2', '$X', '; echo', "'", '', '*'],
    ],
    ['full_bin', `[build]\nfull_bin = "printf '%s\\\\0'"\nargs_bin = ["$X"]`, ['$X', 'a b'], ['1', '2', '$X', 'a b']],
    ['full_bin drops the entrypoint', `[build]\nfull_bin = "printf '%s\\\\0' x"\n${printing}]`, [], ['x']],
  ] as const)('%s', (_name, toml, args, words) => {
    expect(reach(toml, args)).toEqual(words);
  });
});

describe('the words that make another program of it', () => {
  const words = (toml: string, runTarget = false): string[] => {
    const file = { path: '/p/.air.toml', shown: '.air.toml', text: toml };
    const config = loadConfig({ file, platform: 'linux', env: {}, flags: [] });
    return appWords({ config, runTarget, args: ['serve'] });
  };

  test.each([
    ['the command line', '', ['serve']],
    ['args_bin', '[build]\nargs_bin = ["-p", "$PORT"]', ['-p', '$PORT', 'serve']],
    ['entrypoint', '[build]\nentrypoint = ["./app", "api"]', ['api', 'serve']],
    ['full_bin', '[build]\nfull_bin = "X=1 ./app"\nargs_bin = ["a"]', ['X=1 ./app', 'a', 'serve']],
  ])('%s', (_, toml, expected) => {
    expect(words(toml)).toEqual(expected);
    expect(words(toml, true)).toEqual(['serve']);
  });
});
