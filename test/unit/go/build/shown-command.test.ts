import { expect, test } from 'vitest';
import type { Env } from '../../../../src/base/env.ts';
import { shownCommand } from '../../../../src/go/build/shown-command.ts';

const shown = (words: readonly string[], env: Env = {}, startedWith: Env = {}, cwd = '/p'): string =>
  shownCommand({ words, cwd, env, startedWith });

test('words are quoted where a shell would read them otherwise', () => {
  expect(shown(['/go', 'build', '-ldflags=-s -w', '-o', 'x', '.'])).toBe("cd /p && /go build '-ldflags=-s -w' -o x .");
  expect(shown(["-ldflags=-X 'a.b=c d'", '', '$X', '~', 'a*'])).toBe(
    String.raw`cd /p && '-ldflags=-X '\''a.b=c d'\''' '' '$X' '~' 'a*'`,
  );
  expect(shown(['go'], {}, {}, "/it's here")).toBe(String.raw`cd '/it'\''s here' && go`);
});

test('variables are among them that decide which binary comes out, if a person has not got them', () => {
  const env = { GOOS: 'linux', GOFLAGS: '-tags=a b', CC: 'clang', CGO_CFLAGS: '-O1', PATH: '/bin' };
  expect(shown(['go'], env, { GOOS: 'linux', CC: 'gcc' })).toBe(
    "cd /p && GOFLAGS='-tags=a b' CC=clang CGO_CFLAGS=-O1 go",
  );
  expect(shown(['go'], { GOOGLE_API_KEY: 'x', GOPROXY: 'https://a:b@c', DATABASE_URL: 'y', CCC: '' })).toBe(
    'cd /p && go',
  );
});
