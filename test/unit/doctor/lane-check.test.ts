import { expect, test } from 'vitest';
import { checkLane } from '../../../src/doctor/lane-check.ts';
import { keepScore, noScore, readScore } from '../../../src/go/lane/lane-score.ts';
import { tempProject } from '../../support/temp-project.ts';

const score = {
  ...noScore,
  state: 'ready',
  built: 37,
  left: { 'go.mod changed': 1, 'x.go is new': 3 },
  proved: 12,
} as const;

test.each([
  ['off', { isWanted: false, score }, 'off by the config: every build is one of go build'],
  ['new', { isWanted: true, score: undefined }, 'on; no build of gorl here is known yet'],
  ['ready', { isWanted: true, score }, '37 builds without the go command, 4 left to it, 12 proved, 0 wrong'],
  [
    'not ready',
    { isWanted: true, score: { ...score, state: 'learning', built: 1, reason: 'the sources changed' } },
    '1 build without the go command, 4 left to it, 12 proved, 0 wrong; not ready: the sources changed',
  ],
  [
    'impossible here',
    { isWanted: true, score: { ...score, state: 'off', reason: 'the build has the flag -cover' } },
    'off here: the build has the flag -cover',
  ],
] as const)('a fast lane that is %s', (_, facts, summary) => {
  expect(checkLane(facts)).toMatchObject({ id: 'fast-lane', status: 'ok', summary });
});

test('what was left to the go command, the most frequent reason first', () => {
  expect(checkLane({ isWanted: true, score }).details).toEqual(['3 × x.go is new', '1 × go.mod changed']);
});

test('one that was wrong is a warning', () => {
  expect(checkLane({ isWanted: true, score: { ...score, state: 'off', wrong: 1 } })).toMatchObject({
    status: 'warning',
    hint: 'please report it, with gorl-lane-report.txt in tmp_dir',
  });
});

test('the score is what was kept; none is none, and a broken one, too', () => {
  const project = tempProject();
  expect(readScore(project.dir)).toBeUndefined();
  keepScore(project.dir, score);
  expect(readScore(project.dir)).toEqual(score);
  project.write('gorl-lane.json', '{');
  expect(readScore(project.dir)).toBeUndefined();
  project.remove();
  keepScore(project.dir, score);
  expect(readScore(project.dir)).toBeUndefined();
});
