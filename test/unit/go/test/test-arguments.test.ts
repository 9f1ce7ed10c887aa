import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defined } from '../../../../src/base/defined.ts';
import { parseTestArguments, type Coverage } from '../../../../src/go/test/test-arguments.ts';

interface Expected {
  readonly flags?: readonly string[];
  readonly buildFlags?: readonly string[];
  readonly packages?: readonly string[];
  readonly args?: readonly string[];
  readonly coverage?: Coverage;
}

describe('the words of gorl test', () => {
  test.each<[words: string, expected: Expected]>([
    ['', {}],
    ['./calc', { packages: ['./calc'] }],
    ['./calc ./store/...', { packages: ['./calc', './store/...'] }],
    ['-race ./calc', { flags: ['-race'], buildFlags: ['-race'], packages: ['./calc'] }],
    ['./calc -race', { flags: ['-race'], buildFlags: ['-race'], packages: ['./calc'] }],
    ['-run TestSum ./calc', { flags: ['-run', 'TestSum'], packages: ['./calc'] }],
    ['-run=TestSum', { flags: ['-run=TestSum'] }],
    ['--test.run TestSum', { flags: ['--run', 'TestSum'] }],
    ['-tags dev -short', { flags: ['-tags', 'dev', '-short'], buildFlags: ['-tags', 'dev'] }],
    ['-count=1 ./... -v', { packages: ['./...'], flags: ['-count=1', '-v'], buildFlags: ['-v'] }],
    ['./calc -- -golden', { packages: ['./calc'], args: ['-golden'] }],
    ['./calc -args -golden x', { packages: ['./calc'], args: ['-golden', 'x'] }],
    ['-cover ./calc', { flags: ['-cover'], buildFlags: ['-cover'], packages: ['./calc'], coverage: {} }],
    ['-cover=false', { flags: ['-cover=false'], buildFlags: ['-cover=false'] }],
    ['-coverprofile c.out -short', { flags: ['-short'], coverage: { profile: 'c.out' } }],
    ['-outputdir=out -coverprofile=c.out', { flags: ['-outputdir=out'], coverage: { profile: join('out', 'c.out') } }],
    ['-c=false', { flags: ['-c=false'] }],
  ])('%s', (words, { flags = [], buildFlags = [], packages = [], args = [], coverage }) => {
    const split = words === '' ? [] : words.split(' ');
    expect(parseTestArguments(split)).toEqual({
      type: 'ok',
      flags,
      buildFlags,
      packages,
      args,
      ...defined({ coverage }),
    });
  });

  test.each([
    ['-golden ./calc', 'unknown flag -golden', 'flags of your tests come last: gorl test -- -golden'],
    ['-run', '-run needs a value', undefined],
    ['-json', 'gorl test does not take -json', 'gorl --events writes what it finds as JSON'],
    ['-c ./calc', 'gorl test does not take -c', 'gorl runs the tests; go test -c compiles them only'],
    ['-fuzz=FuzzIt', 'gorl test does not take -fuzz', 'a fuzz test has no end of its own: use go test -fuzz'],
  ])('%s is refused', (words, message, hint) => {
    const parsed = parseTestArguments(words.split(' '));
    expect(parsed).toMatchObject({ type: 'refused', diagnostic: { message, ...(hint === undefined ? {} : { hint }) } });
  });
});
