import type { WatchScope } from '../../src/watch/scope/watch-scope.ts';

/** Air's defaults, as gorl passes them to the watcher. */
export const defaultRules: Omit<WatchScope, 'root'> = {
  tmpDir: 'tmp',
  testdataDir: 'testdata',
  includeExt: ['go', 'tpl', 'tmpl', 'html'],
  includeDir: [],
  includeFile: [],
  excludeDir: ['assets', 'tmp', 'vendor', 'testdata'],
  excludeDirIsDefault: true,
  excludeFile: [],
  excludeRegex: ['_test.go'],
  followSymlink: false,
  respectGitignore: true,
  extraFiles: [],
};
