import type { KeySpec } from './key-spec.ts';

/** `[test]`: tests beside the program, and what `gorl test` runs where its command line does not say. */
export const testKeys = {
  'test.on_change': {
    type: 'bool',
    default: false,
    doc: 'After each save, run the tests that it affects beside the program: once that is built and ready, at low priority, and until the next save.',
    air: false,
    since: '0.1.0',
  },
  'test.packages': {
    type: 'string-list',
    default: ['./...'],
    doc: 'Packages whose tests are run, as `go test` names them.',
    air: false,
    since: '0.1.0',
  },
  'test.flags': {
    type: 'string-list',
    default: [],
    doc: 'Flags of `go test`: `["-race", "-short"]`.',
    air: false,
    since: '0.1.0',
  },
  'test.args': {
    type: 'string-list',
    default: [],
    doc: 'Arguments of the test binaries, as after `-args`.',
    air: false,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
