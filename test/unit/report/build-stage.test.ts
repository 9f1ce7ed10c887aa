import { expect, test } from 'vitest';
import { createReporter } from '../../../src/report/reporter.ts';
import { example } from './report-examples.ts';
import { plainOptions } from './terminal/screen.ts';

test('that a build links is told in the line that is rewritten', () => {
  let nowMs = 0;
  let written = '';
  let next = (): void => {};
  const reporter = createReporter({
    ...plainOptions,
    status: 'line',
    write: (text) => void (written += text),
    now: () => nowMs,
    after(_ms, fire) {
      next = fire;
      return () => {};
    },
    buildStage: () => 'link',
  });
  reporter.report(example('build-started'));
  nowMs = 1150;
  next();
  expect(written).toMatch(/building… 1\.1 s \(link\)$/);
});
