import { describe, expect, test } from 'vitest';
import type { RunningSurvey } from '../../../../src/session/tree/survey-elsewhere.ts';
import { LargeTree } from '../../../../src/session/tree/large-tree.ts';
import type { SurveyTask } from '../../../../src/session/tree/survey-task.ts';

const task = { testsCount: false } as SurveyTask;

function setUp(isLarge = true) {
  const asked: { answer(without: readonly string[] | undefined): void; stopped: boolean }[] = [];
  const state = { nowMs: 0, found: 0 };
  const start = (given: SurveyTask): RunningSurvey => {
    expect(given).toBe(task);
    let answer: (without: readonly string[] | undefined) => void = () => undefined;
    const without = new Promise<readonly string[] | undefined>((resolve) => (answer = resolve));
    const running = { answer, stopped: false };
    asked.push(running);
    return { without, stop: () => void (running.stopped = true) };
  };
  const tree = new LargeTree(isLarge, {
    clock: { now: () => state.nowMs },
    loadSurvey: () => Promise.resolve(start),
    task: () => task,
    onFound: () => void (state.found += 1),
  });
  return { tree, asked, state };
}

const settled = () => new Promise((resolve) => void setImmediate(resolve));

describe('a large tree', () => {
  test('is looked through at a quiet moment, once at a time', async () => {
    const { tree, asked, state } = setUp();
    tree.quiet();
    tree.quiet();
    await settled();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(['/p/docs']);
    await settled();
    expect(state.found).toBe(1);
    expect([tree.reach.follows('/p/docs'), tree.reach.follows('/p/web')]).toEqual([false, true]);
  });

  test('is looked through again after a minute, and what is the same changes nothing', async () => {
    const { tree, asked, state } = setUp();
    tree.quiet();
    await settled();
    asked[0]?.answer(['/p/docs']);
    await settled();
    state.nowMs = 59_999;
    tree.quiet();
    await settled();
    expect(asked).toHaveLength(1);
    state.nowMs = 60_000;
    tree.quiet();
    await settled();
    asked[1]?.answer(['/p/docs']);
    await settled();
    expect(asked).toHaveLength(2);
    expect(state.found).toBe(1);
  });

  test('is watched whole when nobody can look through it, or say what the program is made of', async () => {
    const { tree, asked, state } = setUp();
    tree.quiet();
    await settled();
    asked[0]?.answer(undefined);
    await settled();
    expect(state.found).toBe(1);
    expect(tree.reach.follows('/p/docs')).toBe(true);
    tree.open();
    expect(state.found).toBe(1);
  });

  test('nobody looks any more at the end', async () => {
    const { tree, asked, state } = setUp();
    tree.quiet();
    await settled();
    tree.close();
    expect(asked[0]?.stopped).toBe(true);
    asked[0]?.answer(undefined);
    await settled();
    tree.quiet();
    await settled();
    expect(asked).toHaveLength(1);
    expect(state.found).toBe(0);
  });
});

test('a small one is not looked through', async () => {
  const { tree, asked } = setUp(false);
  tree.quiet();
  await settled();
  expect(asked).toHaveLength(0);
  expect(tree.reach.follows('/p/docs')).toBe(true);
});
