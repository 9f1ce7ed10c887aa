import { afterAll, expect, test } from 'vitest';
import { crashReader } from '../../../src/session/crash-reader.ts';
import { tempProject } from '../../support/temp-project.ts';

const project = tempProject({ 'main.go': 'package main\n\nfunc main() {\n\tpanic("boom")\n}\n' });
afterAll(() => project.remove());

const { dir } = project;
const context = { base: dir, roots: [dir], module: { path: 'example.com/x', dir }, goroot: '/usr/local/go' };

test('a panic is a problem at its place, with the source around it', async () => {
  const reader = crashReader(context);
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

test('what is no crash is none', async () => {
  const reader = crashReader(context);
  reader.push('listening on :8080\n');
  expect(await reader.finish({ type: 'code', code: 1 })).toBeUndefined();
});
