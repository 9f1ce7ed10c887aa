import { afterAll, expect, test } from 'vitest';
import { crashReader } from '../../../src/session/crash-reader.ts';
import { tempProject } from '../../support/temp-project.ts';

const project = tempProject({ 'main.go': 'package main\n\nfunc main() {\n\tpanic("boom")\n}\n' });
afterAll(() => project.remove());

const { dir } = project;
const context = { base: dir, roots: [dir], module: { path: 'example.com/x', dir }, goroot: '/usr/local/go' };

test('a panic is a problem at its place, with the source around it', async () => {
  const reader = crashReader(context, () => undefined);
  const text = `panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t${project.at('main.go')}:4 +0x2c\nexit status 2\n`;
  for (const part of [text.slice(0, 20), text.slice(20)]) reader.push(part);
  expect(await reader.finish({ type: 'code', code: 2 })).toMatchObject({
    message: expect.stringContaining('boom'),
    location: {
      file: 'main.go',
      line: 4,
      excerpt: { firstLine: 2, lines: expect.arrayContaining(['\tpanic("boom")']) },
    },
  });
});

const race = (line: number): string =>
  [
    'WARNING: DATA RACE',
    'Read at 0x000000624558 by main goroutine:',
    `  main.main()\n      ${project.at('main.go')}:${line} +0x1`,
    'Previous write at 0x000000624558 by goroutine 7:',
    `  main.f()\n      ${project.at('main.go')}:4 +0x1`,
    '==================\n',
  ].join('\n');

test('races are told in their order with the source, before the end of the app', async () => {
  const told: string[] = [];
  const reader = crashReader(context, ({ number, diagnostic: { location } }) => {
    told.push(`${number} at ${location?.line} of ${location?.excerpt?.lines.length} lines`);
  });
  // What comes while the reader is loaded is read as well.
  for (const text of ['GET / 200\n', race(3).slice(0, 100), race(3).slice(100), race(4), race(3)]) reader.push(text);
  expect(told).toEqual([]);
  const { message, location } = (await reader.finish({ type: 'code', code: 66 })) ?? {};
  expect(told).toEqual(['1 at 3 of 5 lines', '2 at 4 of 4 lines']);
  expect([message, location]).toEqual(['the race detector found 2 data races, in 3 reports', undefined]);
});

test('what is no crash is none', async () => {
  const reader = crashReader(context, () => undefined);
  reader.push('listening on :8080\n');
  expect(await reader.finish({ type: 'code', code: 1 })).toBeUndefined();
});
