import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { fileLimit, isOutOfFiles, outOfFiles, requireDescriptors } from '../../../src/base/file-limit.ts';
import { spawnFailure } from '../../../src/process/app/child-end.ts';

const emfile = Object.assign(new Error('spawn go EMFILE'), { code: 'EMFILE' });

test('the limit is the shell’s', () => {
  expect(String(fileLimit() ?? 'unlimited')).toBe(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim());
});

test('the error is told with the limit, also where a program could not be started', () => {
  expect(isOutOfFiles(emfile)).toBe(true);
  expect([isOutOfFiles(new Error('EMFILE')), isOutOfFiles(null), isOutOfFiles('EMFILE')]).toEqual([
    false,
    false,
    false,
  ]);
  expect(outOfFiles(emfile)).toMatch(/^too many open files \(EMFILE\)(?:: the limit is \d+ \(ulimit -n\))?$/);
  expect(outOfFiles({ code: 'ENFILE' })).toContain('whole system');
  expect(spawnFailure(emfile, 'go', '/p').message).toMatch(/^go: too many open files \(EMFILE\).*ulimit -n 1024$/);
});

test('descriptors are only tried, not kept', () => {
  for (let round = 0; round < 5000; round += 1) requireDescriptors(8);
  const limit = fileLimit() ?? Number.POSITIVE_INFINITY;
  if (limit < 100_000) expect(() => requireDescriptors(limit + 1)).toThrow(expect.objectContaining({ code: 'EMFILE' }));
  expect(() => requireDescriptors(8)).not.toThrow();
});
