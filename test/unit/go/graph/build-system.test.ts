import { describe, expect, test } from 'vitest';
import { areSurelyFalse, isLeftOutByName, systemOf } from '../../../../src/go/graph/build-system.ts';

const linux = { os: 'linux', arch: 'amd64' };

test('the standard library says what is built for', () => {
  expect(systemOf(['goos.go', 'unix.go', 'zgoos_linux.go', 'goarch.go', 'zgoarch_amd64.go'])).toEqual(linux);
  expect(systemOf(['goos.go', 'zgoarch_amd64.go'])).toBeUndefined();
  expect(systemOf([])).toBeUndefined();
});

describe('names that leave a source out', () => {
  test.each<[name: string, isOut: boolean]>([
    ['x_windows.go', true],
    ['x_linux.go', false],
    ['x_amd64.s', false],
    ['x_arm64.s', true],
    ['x_linux_arm64.go', true],
    ['x_windows_amd64.go', true],
    ['x_linux_amd64.go', false],
    ['x_windows_more.go', false],
    ['windows.go', false],
    ['x_windows_test.go', true],
    ['x_windows.pb.go', true],
    ['x.pb_windows.go', false],
    ['x_unix.go', false],
  ])('%s: %s', (name, isOut) => {
    expect(isLeftOutByName(name, linux)).toBe(isOut);
  });

  test('systems that count as another one, too', () => {
    expect(isLeftOutByName('x_linux.go', { os: 'android', arch: 'arm64' })).toBe(false);
    expect(isLeftOutByName('x_darwin.go', { os: 'ios', arch: 'arm64' })).toBe(false);
    expect(isLeftOutByName('x_solaris.go', { os: 'illumos', arch: 'amd64' })).toBe(false);
    expect(isLeftOutByName('x_android.go', linux)).toBe(true);
  });
});

describe('constraints that surely leave a file out', () => {
  test.each<[line: string, isOut: boolean]>([
    ['//go:build windows', true],
    ['//go:build plan9 || windows', true],
    ['//go:build plan9 || linux', false],
    ['//go:build !linux', true],
    ['//go:build !(linux && amd64)', true],
    ['//go:build linux && arm64', true],
    ['//go:build custom', false],
    ['//go:build !custom', false],
    ['//go:build custom && windows', true],
    ['//go:build custom || windows', false],
    ['//go:build !windows && (custom || !amd64)', false],
    ['//go:build unix', false],
    ['//go:build go1.21 && windows', true],
    ['//go:build ignore', true],
    ['//go:build !ignore', false],
    ['//go:build ignore // not today', true],
    // Not well-formed: the go command has its say.
    ['//go:build windows &&', false],
    ['//go:build (windows', false],
    ['//go:build windows windows', false],
    ['//go:build', false],
    ['// +build windows', false],
  ])('%s: %s', (line, isOut) => {
    expect(areSurelyFalse([line], linux)).toBe(isOut);
  });

  test('none leaves nothing out, and a go:build line counts alone', () => {
    expect(areSurelyFalse([], linux)).toBe(false);
    expect(areSurelyFalse(['//go:build linux', '// +build windows'], linux)).toBe(false);
  });
});
