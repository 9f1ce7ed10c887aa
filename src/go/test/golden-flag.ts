import { problem } from '../../protocol/diagnostic.ts';
import type { TestFailure } from './test-failure.ts';

/** What golden files go by: the flag is a convention, and each package that follows it defines it. */
export const goldenFlag = '-update';

/** @param help what a test binary prints at `-h` */
export function hasGoldenFlag(help: string): boolean {
  return /^\s+-update(?:\s|$)/m.test(help);
}

export const noGoldenFlag: TestFailure = {
  diagnostics: [
    problem(`no package that fails has a flag ${goldenFlag}`, {
      source: 'test',
      hint: `tests that compare with golden files define it: flag.Bool("update", false, "write golden files")`,
    }),
  ],
  output: '',
};
