import { expect, test } from 'vitest';
import { SourceWrites } from '../../../../src/watch/quiet/source-writes.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('is quiet when each window that was open has ended once, also if others open meanwhile', async () => {
  const writes = new SourceWrites();
  const [build, rule] = [{}, {}];
  writes.windowOpened(build);
  writes.windowOpened(rule);
  let isQuiet = false;
  void writes.quiet().then(() => (isQuiet = true));
  writes.windowClosed(build);
  writes.windowOpened(build);
  await turn();
  expect(isQuiet).toBe(false);
  writes.windowClosed(rule);
  await turn();
  expect(isQuiet).toBe(true);
});

test('is quiet at once when nothing is open', async () => {
  await expect(new SourceWrites().quiet()).resolves.toBeUndefined();
});

test('tells all observers until they leave', () => {
  const writes = new SourceWrites();
  const seen: string[] = [];
  const leave = writes.observe({
    written: ({ name = '' }) => seen.push(name),
    changed: (paths) => seen.push(...paths),
  });
  expect(writes.observed).toBe(true);
  writes.written({ directory: '/p', name: 'a.go' });
  writes.changed(['/p/a.go']);
  leave();
  writes.written({ directory: '/p', name: 'b.go' });
  expect(writes.observed).toBe(false);
  expect(seen).toEqual(['a.go', '/p/a.go']);
});
