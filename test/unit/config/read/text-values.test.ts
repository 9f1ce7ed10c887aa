import { describe, expect, test } from 'vitest';
import { load, loadClean } from './load-text.ts';

describe('flags and variables', () => {
  test('lists: the first use replaces, later ones append, commas separate, nothing is an empty list', () => {
    expect(loadClean('env_files = ["x"]', ['--env_files=a,b', '--env_files=c']).settings.env_files).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(loadClean('env_files = ["x"]', ['--env_files=']).settings.env_files).toEqual([]);
    expect(loadClean('', ['--build.entrypoint=./a,b']).settings['build.entrypoint']).toEqual(['./a', 'b']);
    expect(loadClean('', ['--env_files=c'], { env: { GORL_ENV_FILES: 'a,b' } }).settings.env_files).toEqual(['c']);
  });

  test('a repeated flag that is no list: the last counts', () => {
    expect(loadClean('', ['--root=a', '--root=b']).settings.root).toBe('b');
  });

  test.each([
    ['--build.delay=abc', '--build.delay must be a whole number of milliseconds, not "abc"'],
    ['--build.delay=', '--build.delay must be a whole number of milliseconds, not ""'],
    ['--build.delay=-1', '--build.delay must be 0 or more, not -1'],
    [
      '--build.delay=99999999999999999999999999999999',
      '--build.delay must be 2147483647 ms or less, not 99999999999999999999… (32 digits)',
    ],
    ['--build.poll=yes', '--build.poll must be true or false, not "yes"'],
    ['--proxy.app_port=65536', '--proxy.app_port must be 65535 or less, not 65536'],
    ['--build.kill_delay=soon', '--build.kill_delay must be a duration such as "2s" or "500ms", not "soon"'],
    ['--build.kill_delay=-1s', '--build.kill_delay must not be negative, but is "-1s"'],
    [
      '--build.stop_signal=TERM',
      '--build.stop_signal must be one of SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGUSR1, SIGUSR2, not "TERM"',
    ],
    ['--no.such=1', '--no.such sets no known key'],
  ])('%s', (flag, message) => {
    expect(load('', [flag]).diagnostics).toMatchObject([{ severity: 'error', message, source: 'config' }]);
  });

  test.each(['1', 't', 'T', 'true', 'TRUE', 'True'])("%s is true, as for Go's flags", (raw) => {
    expect(loadClean('', [`--build.poll=${raw}`]).settings['build.poll']).toBe(true);
  });

  test('a wrong variable is told by its name, a misspelled one as well', () => {
    expect(
      load('', [], { env: { GORL_BUILD_DELAY: 'x', GORL_BUILD_CMDD: 'y', GORL_RUN: 'z', GORL_FUZZ_OPS: '1' } })
        .diagnostics,
    ).toMatchObject([
      { severity: 'error', message: 'GORL_BUILD_DELAY must be a whole number of milliseconds, not "x"' },
      {
        severity: 'warning',
        message: 'unknown variable "GORL_BUILD_CMDD", which is ignored',
        hint: 'did you mean GORL_BUILD_CMD?',
      },
    ]);
  });

  test('a file that does not parse leaves flags and variables in place', () => {
    expect(load('x = [', ['--root=a']).settings.root).toBe('a');
  });
});
