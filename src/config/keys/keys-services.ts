import type { KeySpec } from './key-spec.ts';

/** The keys of a `[services.NAME]` table that no other table has. `env` is a table below it. */
export const serviceKeys = {
  package: {
    type: 'string',
    default: '',
    doc: 'The main package that is built and run: a directory, relative to `dir` (`"./cmd/api"`), or an import path.',
    air: false,
    since: '0.1.0',
  },
  run: {
    type: 'string',
    default: '',
    doc: 'A shell command that gorl only runs, and builds nothing for: `"npm run dev"`. No change of a file restarts it, unless the table names files to watch for it.',
    air: false,
    since: '0.1.0',
  },
  dir: {
    type: 'string',
    default: '.',
    emptyIsUnset: true,
    doc: 'Where the service is: its commands run there, as if gorl had been started there for it alone. Relative to where gorl was started.',
    names: 'directory',
    air: false,
    since: '0.1.0',
  },
  args: {
    type: 'string-list',
    default: [],
    doc: 'Arguments of the program, as `build.args_bin`.',
    air: false,
    since: '0.1.0',
  },
  depends_on: {
    type: 'string-list',
    default: [],
    doc: 'Names of services that have to be ready before this one starts, and that stop after it.',
    air: false,
    since: '0.1.0',
  },
  restart_with: {
    type: 'bool',
    default: false,
    doc: 'Start this service anew when one that it depends on was started anew.',
    air: false,
    since: '0.1.0',
  },
} as const satisfies Record<string, KeySpec>;

/** Keys of `[build]` that a service may have in its own table. */
export const shortKeys = ['cmd', 'bin', 'entrypoint', 'full_bin', 'args_bin'] as const;

/** The tables that a service may have below its own. */
export const serviceGroups = ['build', 'app', 'ready', 'live', 'proxy'] as const;

/** What names one thing, so that no two services can have it. The rest of a config is the default of each service. */
export function namesOneThing(key: string): boolean {
  return (
    ['build.bin', 'build.entrypoint', 'build.full_bin', 'tmp_dir', 'listen'].includes(key) || key.startsWith('proxy.')
  );
}
