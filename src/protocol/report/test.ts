import type { ReportTable } from './report-spec.ts';

const run = { type: 'ordinal', doc: 'Number of a run of the tests.' } as const;
const packageName = { type: 'string', doc: 'Import path.' } as const;
const durationMs = { type: 'ms', doc: 'From its start to its end.' } as const;
const packages = {
  type: 'list',
  of: { type: 'string' },
  doc: 'Import paths, in the order in which they are asked for.',
} as const;
const diagnostics = { type: 'list', of: { type: 'shape', shape: 'diagnostic' } } as const;

/** Tests, with `gorl test`. */
export const testReports = {
  'tests-started': {
    level: 'routine',
    doc: 'A run of tests begins. Exactly one `tests-finished` or `tests-cancelled` of the same `run` follows.',
    fields: {
      run,
      packages,
      why: {
        type: 'enum',
        choices: ['start', 'change', 'request'],
        doc: '`change`: these are the packages whose result a change may alter.',
      },
    },
  },
  'test-failed': {
    level: 'main',
    doc: 'A test failed, or a package could not be built, or its test binary died. It is told at once, before the other tests of its package have ended.',
    fields: {
      run,
      package: {
        ...packageName,
        optional: true,
        doc: 'Import path; absent where the go command itself could not begin.',
      },
      test: { type: 'string', optional: true, doc: '`TestSum/negative`; absent when no single test is to blame.' },
      durationMs,
      diagnostics,
      output: { type: 'string', doc: 'What it printed that is in no diagnostic.' },
    },
  },
  'test-ended': {
    level: 'routine',
    doc: 'A test has ended; one that failed has a `test-failed`, too, unless only a test below it failed.',
    fields: {
      run,
      package: packageName,
      test: { type: 'string', doc: '`TestSum/negative`.' },
      outcome: { type: 'enum', choices: ['passed', 'failed', 'skipped'] },
      durationMs,
    },
  },
  'package-tested': {
    level: 'routine',
    doc: 'The tests of a package have ended.',
    fields: {
      run,
      package: packageName,
      outcome: {
        type: 'enum',
        choices: ['passed', 'failed', 'not-built', 'no-tests'],
        doc: '`not-built`: it could not be compiled.',
      },
      cached: { type: 'bool', doc: 'The go command knew the result: nothing it depends on has changed.' },
      durationMs,
      counts: { type: 'shape', shape: 'testCounts' },
      measured: {
        type: 'list',
        of: { type: 'string' },
        optional: true,
        doc: 'Lines that tell of benchmarks and of coverage; absent where none was asked for.',
      },
    },
  },
  'tests-finished': {
    level: 'main',
    doc: 'A run of tests has come to its end. What it counts is of this run; what `failing` names may be of earlier ones.',
    fields: {
      run,
      ok: { type: 'bool', doc: 'Nothing failed.' },
      counts: { type: 'shape', shape: 'testCounts' },
      packages: { type: 'count', doc: 'That were tested, those without tests aside.' },
      failedPackages: { type: 'count', doc: 'Those of them that failed, or could not be built.' },
      cached: { type: 'count', doc: 'Those of them whose result the go command knew.' },
      durationMs,
      failing: { ...packages, doc: 'Import paths of all packages whose newest result is a failure, sorted.' },
      uncovered: {
        type: 'list',
        of: { type: 'shape', shape: 'lineRange' },
        optional: true,
        doc: 'With coverage (`-cover`): lines with statements that no test ran, as far as git says that they were changed since the last commit.',
      },
    },
  },
  'tests-cancelled': {
    level: 'routine',
    doc: 'A run of tests was ended: a newer change came, or gorl ends. What it was for is run again.',
    fields: { run, reason: { type: 'enum', choices: ['change', 'shutdown'] } },
  },
} as const satisfies ReportTable;
