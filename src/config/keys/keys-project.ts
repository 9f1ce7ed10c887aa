import type { KeySpec } from './key-spec.ts';

/** Keys at the top level: where the project is. */
export const projectKeys = {
  root: {
    type: 'string',
    default: '.',
    emptyIsUnset: true,
    doc: 'The directory to watch; `~/` is your home directory. Commands run where you started gorl, not here.',
    names: 'directory',
    affects: ['watch', 'process'],
    air: true,
    since: '0.1.0',
  },
  tmp_dir: {
    type: 'string',
    default: 'tmp',
    emptyIsUnset: true,
    doc: 'Where binaries and logs go, relative to root or absolute. gorl creates it when needed and never watches it.',
    names: 'directory',
    affects: ['watch', 'process'],
    air: true,
    since: '0.1.0',
  },
  testdata_dir: {
    type: 'string',
    default: 'testdata',
    doc: 'A directory, relative to root, that gorl never watches.',
    names: 'directory',
    affects: ['watch'],
    air: true,
    since: '0.1.0',
  },
  env_files: {
    type: 'string-list',
    default: [],
    doc: 'Files of `KEY=value` lines, relative to root. gorl reads them before each build; later files win. They never override a variable that was set before gorl started.',
    names: 'file',
    affects: ['watch', 'process'],
    air: true,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;
