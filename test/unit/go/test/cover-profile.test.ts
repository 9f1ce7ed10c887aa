import { describe, expect, test } from 'vitest';
import { joinCoverProfiles, readCoverProfile, withoutCoverage } from '../../../../src/go/test/cover-profile.ts';

const profile = `mode: set
m/calc/calc.go:3.29,5.2 1 1
m/calc/calc.go:7.20,9.16 2 0
m/calc/calc.go:9.16,11.3 1 0
m/calc/calc.go:12.1,12.9 0 0
m/shop/shop.go:4.13,6.2 1 0
`;

describe('coverage', () => {
  test('blocks by file; what holds no statement is no block', () => {
    const files = readCoverProfile(profile);
    expect([...files.keys()]).toEqual(['m/calc/calc.go', 'm/shop/shop.go']);
    expect(files.get('m/calc/calc.go')).toEqual([
      { first: 3, last: 5, ran: true },
      { first: 7, last: 9, ran: false },
      { first: 9, last: 11, ran: false },
    ]);
  });

  test('of changed lines those that hold statements which never ran', () => {
    const blocks = readCoverProfile(profile).get('m/calc/calc.go') ?? [];
    const all = [{ first: 1, last: 100 }];
    expect(withoutCoverage(blocks, all)).toEqual([{ first: 7, last: 11 }]);
    expect(
      withoutCoverage(blocks, [
        { first: 4, last: 7 },
        { first: 11, last: 30 },
      ]),
    ).toEqual([
      { first: 7, last: 7 },
      { first: 11, last: 11 },
    ]);
    expect(withoutCoverage(blocks, [])).toEqual([]);
  });

  test('a line that one test runs and another does not has run', () => {
    const both = joinCoverProfiles([profile, 'mode: set\nm/calc/calc.go:7.20,9.16 2 4\n']);
    expect(both.match(/^mode/gm)).toHaveLength(1);
    expect(withoutCoverage(readCoverProfile(both).get('m/calc/calc.go') ?? [], [{ first: 1, last: 100 }])).toEqual([
      { first: 10, last: 11 },
    ]);
  });

  test('of nothing comes a profile without blocks', () => {
    expect(joinCoverProfiles([])).toBe('mode: set\n');
  });
});
