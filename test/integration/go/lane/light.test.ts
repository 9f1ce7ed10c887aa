import { expect, test } from 'vitest';
import { areSame } from '../../../support/same-binary.mjs';
import { hello, learned } from './hello.ts';

const lightFlags = ['-gcflags=all=-dwarf=false'];

test('packages without debug information are used when they are there', async () => {
  await using rig = await learned({ files: hello, lightFlags });
  expect(await rig.rest()).toMatch(/^the fast lane is ready, without debug information/);
  rig.edit({ 'word/word.go': hello['word/word.go'].replace('word 1', 'word 2') });
  const { path, outcome } = await rig.build();
  if (outcome?.type !== 'built') throw new Error(JSON.stringify(outcome));
  expect(rig.goBuild(`${path}-go`, lightFlags)).toBeUndefined();
  expect(areSame(path, `${path}-go`)).toBe(true);
  expect(await rig.prove(path, outcome.contentId)).toBe('go build makes what the fast lane made');
  // There is nothing more to do.
  expect(rig.isWaiting).toBe(false);
}, 120_000);

test('a save comes before that', async () => {
  await using rig = await learned({ files: hello, lightFlags });
  expect(rig.isWaiting).toBe(true);
  rig.interrupt();
  expect(rig.isWaiting).toBe(false);
  rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 2') });
  const { path, outcome } = await rig.build();
  if (outcome?.type !== 'built') throw new Error(JSON.stringify(outcome));
  expect(rig.goBuild(`${path}-go`)).toBeUndefined();
  expect(areSame(path, `${path}-go`)).toBe(true);
  expect(await rig.prove(path, outcome.contentId)).toBe('go build makes what the fast lane made');
  expect(await rig.rest()).toMatch(/^the fast lane is ready, without debug information/);
}, 120_000);

test('where go build fails with them, they are left alone', async () => {
  await using rig = await learned({ files: hello, lightFlags: ['-gcflags=all=-no-such-flag'] });
  expect(await rig.rest()).toBe('the fast lane: no packages without debug information, go build fails');
  expect(rig.isWaiting).toBe(false);
  rig.edit({ 'main.go': hello['main.go'].replace('main 1', 'main 2') });
  const { path, outcome } = await rig.build();
  if (outcome?.type !== 'built') throw new Error(JSON.stringify(outcome));
  expect(await rig.prove(path, outcome.contentId)).toBe('go build makes what the fast lane made');
  expect(rig.isWaiting).toBe(false);
}, 120_000);
