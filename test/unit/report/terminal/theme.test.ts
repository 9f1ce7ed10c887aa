import { expect, test } from 'vitest';
import { createTheme, decideColor, decideUnicode } from '../../../../src/report/terminal/theme.ts';

test.each([
  ['a terminal', { env: {}, isTTY: true }, true],
  ['a pipe', { env: {}, isTTY: false }, false],
  ['CI without a terminal', { env: { CI: 'true' }, isTTY: false }, false],
  ['a dumb terminal', { env: { TERM: 'dumb' }, isTTY: true }, false],
  ['NO_COLOR', { env: { NO_COLOR: '1' }, isTTY: true }, false],
  ['NO_COLOR that is empty', { env: { NO_COLOR: '' }, isTTY: true }, true],
  ['FORCE_COLOR into a pipe', { env: { FORCE_COLOR: '1' }, isTTY: false }, true],
  ['FORCE_COLOR that is empty', { env: { FORCE_COLOR: '' }, isTTY: false }, true],
  ['FORCE_COLOR=0', { env: { FORCE_COLOR: '0' }, isTTY: true }, false],
  ['FORCE_COLOR=false', { env: { FORCE_COLOR: 'false' }, isTTY: true }, false],
  ['FORCE_COLOR over TERM=dumb', { env: { FORCE_COLOR: '1', TERM: 'dumb' }, isTTY: false }, true],
  ['NO_COLOR over FORCE_COLOR', { env: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: true }, false],
  ['the flag always over NO_COLOR', { flag: 'always', env: { NO_COLOR: '1' }, isTTY: false }, true],
  ['the flag never over FORCE_COLOR', { flag: 'never', env: { FORCE_COLOR: '1' }, isTTY: true }, false],
  ['the flag auto decides nothing', { flag: 'auto', env: {}, isTTY: true }, true],
] as const)('color: %s', (_, from, expected) => {
  expect(decideColor(from)).toBe(expected);
});

test.each([
  [{ LANG: 'en_US.UTF-8' }, 'linux', true],
  [{ LANG: 'C.utf8' }, 'linux', true],
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', false],
  [{ LC_ALL: '', LC_CTYPE: 'en_US.UTF-8', LANG: 'C' }, 'linux', true],
  [{}, 'linux', false],
  [{}, 'darwin', true],
  [{}, 'win32', true],
])('unicode: %j on %s', (env, platform, expected) => {
  expect(decideUnicode(env, platform)).toBe(expected);
});

test("colors go by air's names; raw is none, an unknown one is white", () => {
  const theme = createTheme({ color: true, unicode: true, colors: { main: 'blue', build: 'raw', runner: 'mauve' } });
  expect(theme.verb.main('x')).toBe('\u001b[34mx\u001b[39m');
  expect(theme.verb.build('x')).toBe('x');
  expect(theme.verb.runner('x')).toBe('\u001b[37mx\u001b[39m');
  expect(theme.verb.watcher('x')).toBe('\u001b[36mx\u001b[39m');
});
