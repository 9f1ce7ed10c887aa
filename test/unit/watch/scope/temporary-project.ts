import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { loadGlobs } from '../../../../src/base/glob.ts';
import { compileRules } from '../../../../src/watch/scope/compile-rules.ts';
import type { WatchScope } from '../../../../src/watch/scope/watch-scope.ts';
import { defaultRules } from '../../../support/watch-rules.ts';

await loadGlobs(['*']);

/** An empty project directory in `base`, which is removed after the tests of the file that calls this. */
export function temporaryProject() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-filter-')));
  const root = join(base, 'project');
  mkdirSync(root);
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  return {
    base,
    root,
    /** Air's defaults but for .gitignore, and these rules, for the project or another root. */
    compile: (rules: Partial<WatchScope> = {}, at = root) =>
      compileRules({ ...defaultRules, root: at, respectGitignore: false, ...rules }),
  };
}
