import { expect, test } from 'vitest';
import { decideLinks, osc8 } from '../../../../src/report/terminal/links.ts';
import { createTheme } from '../../../../src/report/terminal/theme.ts';
import { addressText, splitAddresses } from '../../../../src/report/terminal/addresses.ts';
import { bareText, visibleWidth } from '../../../../src/report/terminal/wrap.ts';

test.each<[string, Record<string, string>, boolean]>([
  ['one that says nothing', {}, false],
  ['xterm', { TERM: 'xterm-256color' }, false],
  ['kitty', { TERM: 'xterm-kitty' }, true],
  ['kitty with another TERM', { TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, true],
  ['ghostty', { TERM: 'xterm-ghostty' }, true],
  ['alacritty', { TERM: 'alacritty' }, true],
  ['foot', { TERM: 'foot-extra' }, true],
  ['Windows Terminal', { WT_SESSION: '1-2' }, true],
  ['a new VTE', { VTE_VERSION: '5202' }, true],
  ['a new VTE with points', { VTE_VERSION: '0.52.2' }, true],
  ['the VTE that crashed', { VTE_VERSION: '5000' }, false],
  ['the VTE that crashed, with points', { VTE_VERSION: '0.50.0' }, false],
  ['an old VTE', { VTE_VERSION: '4601' }, false],
  ['iTerm', { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.1.0' }, true],
  ['an old iTerm', { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.9' }, false],
  ['VS Code', { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.105.1' }, true],
  ['an old VS Code', { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.71.9' }, false],
  ['WezTerm', { TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809-5046fc22' }, true],
  ['an old WezTerm', { TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20200503-171512-b13ef15f' }, false],
  ["macOS's own", { TERM_PROGRAM: 'Apple_Terminal', TERM: 'xterm-256color' }, false],
  ['a program without a version', { TERM_PROGRAM: 'vscode' }, false],
  ['tmux', { TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.4', TERM: 'tmux-256color' }, true],
  ['an old tmux', { TERM_PROGRAM: 'tmux', TERM_PROGRAM_VERSION: '3.3a', TERM: 'screen' }, false],
  ['screen in kitty', { TERM: 'screen.xterm-kitty', STY: '1.pts', KITTY_WINDOW_ID: '1' }, false],
  ['a dumb one', { TERM: 'dumb', WT_SESSION: '1' }, false],
  ['CI', { CI: 'true', WT_SESSION: '1' }, false],
  ['FORCE_HYPERLINK', { FORCE_HYPERLINK: '1', CI: 'true' }, true],
  ['FORCE_HYPERLINK=0', { FORCE_HYPERLINK: '0', WT_SESSION: '1' }, false],
  ['FORCE_HYPERLINK=false', { FORCE_HYPERLINK: 'false', WT_SESSION: '1' }, false],
  ['FORCE_HYPERLINK that is empty', { FORCE_HYPERLINK: '', WT_SESSION: '1' }, true],
])('links in a terminal: %s', (_, env, expected) => expect(decideLinks({ env, isTTY: true })).toBe(expected));

test.each<[string, Record<string, string>, boolean]>([
  ['none', { WT_SESSION: '1' }, false],
  ['asked for', { FORCE_HYPERLINK: '1' }, true],
])('links in a pipe: %s', (_, env, expected) => expect(decideLinks({ env, isTTY: false })).toBe(expected));

test('only URLs are links, and a link takes no more cells than its text', () => {
  const theme = createTheme({ color: false, unicode: true, links: true });
  const url = 'http://localhost:8080';
  expect(addressText(url, theme)).toBe(`\u001b]8;;${url}\u001b\\${url}\u001b]8;;\u001b\\`);
  expect(addressText('localhost:5432', theme)).toBe('localhost:5432');
  expect(addressText('unix:/tmp/a\u001b[2J.sock', theme)).toBe('unix:/tmp/a␛[2J.sock');
  expect(addressText(url, createTheme({ color: false, unicode: true }))).toBe(url);
  expect(visibleWidth(addressText(url, createTheme({ color: true, unicode: true, links: true })))).toBe(21);
  expect(bareText(`a ${osc8(url, 'b')} c`)).toBe('a b c');
});

test.each<[string, number[], string[] | undefined, string[], string[]]>([
  ['unknown', [8080, 9090], undefined, [':8080', ':9090'], []],
  ['everywhere', [80], ['http://localhost:80', 'http://10.0.0.2:80'], ['http://localhost:80'], ['http://10.0.0.2:80']],
  ['on one card', [80], ['http://10.0.0.2:80'], ['http://10.0.0.2:80'], []],
  ['of no protocol', [1], ['localhost:1', '10.0.0.2:1'], ['localhost:1'], ['10.0.0.2:1']],
  ['a socket', [], ['unix:/tmp/a:80'], ['unix:/tmp/a:80'], []],
])('addresses of this machine and the network: %s', (_, ports, addresses, own, network) =>
  expect(splitAddresses(ports, addresses)).toEqual({ own, network }),
);
