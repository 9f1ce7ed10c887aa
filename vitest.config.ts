import { defineConfig } from 'vitest/config';

const replacesModules = 'test/**/*.mocked.test.ts';

/** The files of a project share the modules that they import: to load them for each anew takes longer than most tests. */
const project = (name: string, timeoutMs: number, globalSetup?: string) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: [replacesModules],
    isolate: false,
    testTimeout: timeoutMs,
    hookTimeout: timeoutMs,
    ...(globalSetup === undefined ? {} : { globalSetup }),
  },
});

/**
 * One project per folder of `test/`, and one for the tests of all folders that replace a module, each in a process of
 * its own. Three workers on two cores: the suites start compilers and servers of their own, and wait for them.
 */
export default defineConfig({
  test: {
    maxWorkers: 3,
    coverage: {
      include: ['src/session/**/*.ts', 'src/engine/**/*.ts'],
      reporter: ['text'],
      thresholds: { lines: 95 },
    },
    projects: [
      project('unit', 60_000),
      { test: { name: 'mocked', include: [replacesModules], testTimeout: 60_000, hookTimeout: 60_000 } },
      project('model', 120_000),
      project('contract', 60_000),
      project('integration', 180_000),
      project('browser', 60_000, 'test/support/bundled-client.ts'),
      project('e2e', 300_000, 'test/support/packed-gorl.ts'),
      project('conformance', 180_000, 'test/support/packed-gorl.ts'),
    ],
  },
});
