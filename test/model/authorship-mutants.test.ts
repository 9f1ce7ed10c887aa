import { expect, test } from 'vitest';
import type { BuildAuthorship } from './authorship/build-world.ts';
import type { RunAuthorship } from './authorship/rule-world.ts';
import type { StartAuthorship } from './authorship/start-world.ts';
import { walkBuild, walkRule, walkStart } from './authorship/walk.ts';
import { loadMutant, type Mutant } from './mutants.ts';
import type { Walks, WalkResult } from './walk.ts';

const walks: Walks = { walks: 30_000, seed: 1, shrink: false };

async function walkRun(mutant: Mutant): Promise<WalkResult> {
  const entry = `export * from './authorship/run-writes.ts';`;
  return walkRule(await loadMutant<RunAuthorship>(mutant, entry), walks);
}

async function walkBuilds(mutant: Mutant): Promise<WalkResult> {
  const entry = `export * from './authorship/build-writes.ts';`;
  return walkBuild(await loadMutant<BuildAuthorship>(mutant, entry), walks);
}

async function walkStarts(mutant: Mutant): Promise<WalkResult> {
  const entry = `export * from './authorship/start-writes.ts';`;
  return walkStart(await loadMutant<StartAuthorship>(mutant, entry), walks);
}

const thresholds = 'authorship/thresholds.ts';
const runs = 'authorship/run-writes.ts';
const builds = 'authorship/build-writes.ts';
const starts = 'authorship/start-writes.ts';

const ofRuns: readonly Mutant[] = [
  {
    bug: 'a run goes on writing after its end',
    file: runs,
    from: `window.run === run ? closeWindow(window, atMs) : window`,
    to: `window`,
  },
  {
    bug: 'what an earlier run wrote is a person’s',
    file: runs,
    from: `windows.filter(({ untilMs }) => atMs - untilMs < ownRuns.withinMs)`,
    to: `[]`,
  },
  {
    bug: 'what the app writes when a rule has started it is a person’s',
    file: runs,
    from: `[...windows, closeWindow(openWindow(askedAtMs), atMs + momentMs)]`,
    to: `windows`,
  },
  {
    bug: 'the moment after a start is over early',
    file: thresholds,
    from: `export const momentMs = 1000;`,
    to: `export const momentMs = 500;`,
  },
  {
    bug: 'time stamps are believed to be exact',
    file: thresholds,
    from: `export const tickMs = 10;`,
    to: `export const tickMs = 0;`,
  },
  {
    bug: 'a person’s save is taken for the command’s if one of its writes is reported with it',
    file: runs,
    from: `if (foreign.length === 0)`,
    to: `if (foreign.length < written.length || foreign.length === 0)`,
  },
  {
    bug: 'nobody remembers what somebody edits',
    file: runs,
    from: `new Set([...edited, ...foreign.map(({ file }) => file.path)])`,
    to: `edited`,
  },
];

const ofBuilds: readonly Mutant[] = [
  {
    bug: 'one build is proof enough against a hook',
    file: thresholds,
    from: `hook: { untouched: 2,`,
    to: `hook: { untouched: 1,`,
  },
  {
    bug: 'two builds are proof enough against a build command',
    file: thresholds,
    from: `build: { untouched: 4,`,
    to: `build: { untouched: 2,`,
  },
  {
    bug: 'a file that somebody edits is built once more only once',
    file: thresholds,
    from: `export const mostFollowUps = 10;`,
    to: `export const mostFollowUps = 1;`,
  },
  {
    bug: 'builds that are not in a row prove something',
    file: builds,
    from: `streak: suspect.inThisBuild ? suspect.streak : 0,`,
    to: `streak: suspect.streak,`,
  },
  {
    bug: 'several writes in one build are as many builds',
    file: builds,
    from: `suspect.inThisBuild ? suspect : { ...suspect, streak`,
    to: `false ? suspect : { ...suspect, streak`,
  },
  {
    bug: 'no number of builds proves anything',
    file: builds,
    from: `return streak >= buildProof[kind][edited ? 'edited' : 'untouched'];`,
    to: `return streak < 0;`,
  },
  {
    bug: 'no build that a file alone asked for proves anything',
    file: builds,
    from: `if (suspect.edited && followUps < mostFollowUps)`,
    to: `if (followUps < 1e9)`,
  },
  {
    bug: 'what is put off is forgotten',
    file: builds,
    from: `const onceMore = [...state.putOff.values(), ...unread`,
    to: `const onceMore = [...unread`,
  },
  {
    bug: 'what is reported after the build is put off to its end',
    file: builds,
    from: `if (state.building) state = { ...state, putOff`,
    to: `if (true) state = { ...state, putOff`,
  },
  {
    bug: 'a save clears nobody of suspicion',
    file: builds,
    from: `suspect: { ...noSuspect, inThisBuild: before.inThisBuild, edited: true }`,
    to: `suspect: { ...before, edited: true }`,
  },
  {
    bug: 'a build command’s Go sources are dropped like a hook’s',
    file: builds,
    from: `if (kind === 'hook' && path.endsWith('.go') && !suspect.edited)`,
    to: `if (path.endsWith('.go') && !suspect.edited)`,
  },
  {
    bug: 'what says that it is generated is nobody’s, whatever ran',
    file: builds,
    from: `if (kind === 'hook' && generated())`,
    to: `if (generated())`,
  },
  {
    bug: 'what a hook dropped before it failed is in no build',
    file: builds,
    from: `outcome === 'failed' && state.hookFailed && !state.rereads ? [...state.dropped.values()] : [];`,
    to: `[];`,
  },
  {
    bug: 'what is reported after a hook has failed is in no build',
    file: builds,
    from: `const verdict = isUnread ? 'put-off' : judged;`,
    to: `const verdict = judged;`,
  },
  {
    bug: 'a hook that fails each time is run again each time that its writes arrive late',
    file: builds,
    from: `!state.building && state.hookFailed && !state.rereads;`,
    to: `!state.building && state.hookFailed;`,
  },
  {
    bug: 'a hook that fails each time is run again each time',
    file: builds,
    from: `rereads: state.nextRereads,`,
    to: `rereads: false,`,
  },
  {
    bug: 'two files that a failing hook writes take turns in running it again',
    file: builds,
    from: `const onceMore = [...state.putOff.values(), ...unread];`,
    to: `const read = state.hookFailed && outcome === 'failed' ? [...state.dropped.values()] : [];
  const onceMore = [...state.putOff.values(), ...read.filter(({ path }) => !state.followsUp.has(path))];`,
  },
  {
    bug: 'what is written while a generator runs is read after it, its own inputs too',
    file: builds,
    from: `readBy?.().every((index) => index > writing) ?? true;`,
    to: `true;`,
  },
  {
    bug: 'what is written while a generator runs is read by no hook before it',
    file: builds,
    from: `if (windows.some(({ kind, generator }) => kind === 'hook' && generator === undefined)) return false;`,
    to: ``,
  },
  {
    bug: 'a save into a generator that fails is in no build',
    file: builds,
    from: `if (!isOutput) state = `,
    to: `if (written.readBy === undefined) state = `,
  },
  {
    bug: 'a command goes on writing after its end',
    file: builds,
    from: `window.command === command ? closeWindow(window, atMs) : window;`,
    to: `window;`,
  },
];

const ofStarts: readonly Mutant[] = [
  {
    bug: 'three starts are proof enough',
    file: thresholds,
    from: `steady: 5,`,
    to: `steady: 3,`,
  },
  {
    bug: 'what comes at any time needs no more proof than what is steady',
    file: thresholds,
    from: `unsteady: 10 }`,
    to: `unsteady: 5 }`,
  },
  {
    bug: 'the moment after a start is long',
    file: thresholds,
    from: `export const momentMs = 1000;`,
    to: `export const momentMs = 3000;`,
  },
  {
    bug: 'no number of starts proves anything',
    file: starts,
    from: `return runs >= (most`,
    to: `return runs < 0 && runs >= (most`,
  },
  {
    bug: 'starts that something else asked for prove something',
    file: starts,
    from: `isCausedByItself(state) ? streak : undefined`,
    to: `streak`,
  },
  {
    bug: 'a start that one of two files had asked for proves something against the other',
    file: starts,
    from: `cause: byItself ? nextCause : undefined,`,
    to: `cause: nextCause,`,
  },
  {
    bug: 'starts that are not in a row prove something',
    file: starts,
    from: `[...state.streaks].filter(([path]) => state.inThisRun.has(path))`,
    to: `[...state.streaks]`,
  },
  {
    bug: 'several writes after one start are as many starts',
    file: starts,
    from: `if (writes > 1) {`,
    to: `if (writes > 99) {`,
  },
  {
    bug: 'a file that is the app’s is the app’s whenever it is written',
    file: starts,
    from: `return delayMs >= least - steadyMs && delayMs <= last + steadyMs;`,
    to: `return delayMs >= least - 2000;`,
  },
  {
    bug: 'a save in the midst of a row proves nothing against it',
    file: starts,
    from: `streaks: without(state.streaks, path) }, verdict: 'foreign'`,
    to: `streaks: state.streaks }, verdict: 'foreign'`,
  },
];

test.each([
  ...ofRuns.map((mutant) => ({ mutant, walk: walkRun })),
  ...ofBuilds.map((mutant) => ({ mutant, walk: walkBuilds })),
  ...ofStarts.map((mutant) => ({ mutant, walk: walkStarts })),
])('the walk notices: $mutant.bug', async ({ mutant, walk }) => {
  const result = await walk(mutant);
  expect(result.failure).toBeDefined();
  console.info(`${mutant.bug} → ${result.failure?.split('\n')[0]} (walk ${result.runs})`);
});
