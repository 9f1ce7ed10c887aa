import type { KeySpec } from './key-spec.ts';

/** Keys at the top level: where the project is. */
export const projectKeys = {
  root: {
    type: 'string',
    default: '.',
    emptyIsUnset: true,
    doc: 'The directory that is watched; `~/` stands for the home directory. Commands run where gorl was started, not here.',
    affects: ['watch', 'process'],
    air: true,
    since: '0.1.0',
  },
  tmp_dir: {
    type: 'string',
    default: 'tmp',
    emptyIsUnset: true,
    doc: 'Where binaries and logs are written, relative to root or absolute. It is created when needed and never watched.',
    affects: ['watch', 'process'],
    air: true,
    since: '0.1.0',
  },
  testdata_dir: {
    type: 'string',
    default: 'testdata',
    doc: 'A directory, relative to root, that is never watched.',
    affects: ['watch'],
    air: true,
    since: '0.1.0',
  },
  env_files: {
    type: 'string-list',
    default: [],
    doc: 'Files of `KEY=value` lines, relative to root, read before each build; later files win. They never replace a variable that was set before gorl started.',
    affects: ['watch', 'process'],
    air: true,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
