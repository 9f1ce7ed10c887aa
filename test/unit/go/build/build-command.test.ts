import { describe, expect, test } from 'vitest';
import { evidentBuild } from '../../../../src/go/build/build-command.ts';

describe('what a line of several commands evidently builds', () => {
  test.each<[line: string, flags: readonly string[], packages: readonly string[], env?: Record<string, string>]>([
    ['templ generate && go build -o tmp/main ./cmd/api', [], ['./cmd/api']],
    ['go vet ./... ; go build -tags dev .', ['-tags', 'dev'], ['.']],
    ['CGO_ENABLED=0 GOOS=linux go build -o x', [], ['.'], { CGO_ENABLED: '0', GOOS: 'linux' }],
    ['go build -o tmp/main . && cp tmp/main bin/', [], ['.']],
  ])('%s', (line, flags, packages, env = {}) => {
    expect(evidentBuild(line)).toMatchObject({ flags, packages, env });
  });

  test.each([
    ['a Makefile', 'make build'],
    ['two programs', 'go build ./a && go build ./b'],
    ['another directory', 'cd cmd/api && go build -o ../../tmp/main .'],
    ['what a shell expands', 'go build -ldflags "-X main.v=$(git describe)" .'],
    ['no program', 'go build ./...'],
    ['another directory by a flag', 'go build -C cmd/api .'],
    ['nothing', ''],
  ])('not %s', (_, line) => {
    expect(evidentBuild(line)).toBeUndefined();
  });
});
