import { expect, test } from 'vitest';
import { browserCommand } from '../../../../src/session/browser/browser-command.ts';

const url = 'http://localhost:8080';

test.each<[string | undefined, NodeJS.Platform, string, string[]]>([
  [undefined, 'linux', 'xdg-open', [url]],
  [undefined, 'darwin', 'open', [url]],
  [undefined, 'win32', 'cmd', ['/d', '/c', 'start', url]],
  ['', 'linux', 'xdg-open', [url]],
  ['firefox', 'linux', 'firefox', [url]],
  ['firefox --new-window', 'linux', 'firefox', ['--new-window', url]],
  ['firefox --url=%s -x:w3m', 'linux', 'firefox', [`--url=${url}`, '-x']],
  [':chromium:firefox', 'linux', 'chromium', [url]],
  ['$(reboot); x', 'linux', '$(reboot);', ['x', url]],
  ['C:\\Program Files\\Firefox\\firefox.exe', 'win32', 'C:\\Program Files\\Firefox\\firefox.exe', [url]],
])('BROWSER=%s on %s', (named, platform, file, args) =>
  expect(browserCommand(url, named === undefined ? {} : { BROWSER: named }, platform)).toEqual({ file, args }),
);

test('BROWSER=none', () => expect(browserCommand(url, { BROWSER: 'none' }, 'linux')).toBe('none'));
