import type { KeySpec } from './key-spec.ts';

/** The keys of one `[[build.generate]]` entry: a generator that runs before the build. */
export const generateKeys = {
  name: {
    type: 'string',
    default: '',
    emptyIsUnset: true,
    doc: 'The name of the generator in messages.',
    whenUnset: 'the program that `cmd` names.',
    air: false,
    since: '0.1.0',
  },
  files: {
    type: 'string-list',
    default: [],
    doc: 'Globs, relative to root and with `/` on every system, of the files that the generator reads. Required. Only files below root count, and none in `tmp_dir`, `node_modules`, `vendor`, `testdata`, or a hidden directory.',
    air: false,
    since: '0.1.0',
  },
  exclude: {
    type: 'string-list',
    default: [],
    doc: 'Globs of files, or of directories with all that is in them, that are no input. Name what the generator writes if `files` matches it.',
    air: false,
    since: '0.1.0',
  },
  cmd: {
    type: 'string',
    default: '',
    doc: 'The shell command to run, where `pre_cmd` runs and with the environment of the build. Required.',
    air: false,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
