import { keys, type Key } from '../config/keys/keys.ts';
import type { LoadedConfig } from '../config/read/load.ts';

/** Which keys have another value now, or the same from another place. */
export function changedKeys(before: LoadedConfig, after: LoadedConfig): Key[] {
  return keys.filter(
    (key) =>
      JSON.stringify(before.settings[key]) !== JSON.stringify(after.settings[key]) ||
      // "Not set" means something of its own for some keys.
      (before.origins[key].type === 'default') !== (after.origins[key].type === 'default'),
  );
}

const watchKeys: ReadonlySet<Key> = new Set<Key>([
  'root',
  'tmp_dir',
  'testdata_dir',
  'env_files',
  'build.include_ext',
  'build.include_dir',
  'build.include_file',
  'build.exclude_dir',
  'build.exclude_file',
  'build.exclude_regex',
  'build.follow_symlink',
  'build.respect_gitignore',
  'build.ignore_dangerous_root_dir',
  'build.poll',
  'build.poll_interval',
  'build.delay',
  'build.bin',
  'build.cmd',
]);

const outputGroups = /^(?:color|log|misc|screen)\./;

/** Keys that decide what the process is made of or how it is started. */
const processKeys: ReadonlySet<Key> = new Set<Key>([
  'root',
  'tmp_dir',
  'env_files',
  'build.pre_cmd',
  'build.cmd',
  'build.bin',
  'build.entrypoint',
  'build.full_bin',
  'build.args_bin',
]);

/** Without their places, which a comment above moves. */
function rulesText({ rules }: LoadedConfig): string {
  return JSON.stringify(rules.map((rule) => ({ ...rule, place: undefined })));
}

export interface ConfigChange {
  readonly changed: readonly Key[];
  /** The tree must be watched anew. */
  readonly watch: boolean;
  /** The app must be built and started anew. */
  readonly process: boolean;
  readonly output: boolean;
  /** `[[build.rules]]` differ. */
  readonly rules: boolean;
}

export function compareConfigs(before: LoadedConfig, after: LoadedConfig): ConfigChange {
  const changed = changedKeys(before, after);
  const rules = rulesText(before) !== rulesText(after);
  return {
    changed,
    watch: rules || changed.some((key) => watchKeys.has(key)),
    rules,
    process: changed.some((key) => processKeys.has(key)),
    output: changed.some((key) => outputGroups.test(key)),
  };
}
