import { type Key, specOf } from '../keys/keys.ts';
import type { LoadedConfig } from '../read/load.ts';
import { stopPolicy } from '../stop-policy.ts';
import { tomlString, tomlValue } from '../read/toml-text.ts';
import { goDuration } from '../read/go-duration.ts';

/** What a key comes to, where that is not its value. */
export interface InForce {
  /** TOML text, or words in parentheses. Absent: the value itself counts. */
  readonly value?: string;
  readonly note?: string;
}

/** What counts while nobody sets the key. Air's default is shown beside it. */
const unset: Partial<Record<Key, InForce>> = {
  'build.cmd': { value: '(go build of the main package that gorl finds)' },
  'build.delay': { value: '(after 15 ms of quiet, 1000 ms at most)' },
  'build.entrypoint': { value: '(the binary that was built, or bin if that is set)' },
  'build.send_interrupt': { value: 'true' },
  'build.poll': { value: '(where the file system sends no events)' },
  'color.mode': { value: '"auto"' },
  'log.time': { value: 'true' },
  'misc.startup_banner': { value: "(gorl's own start lines)" },
};

/** What holds for a key, where its value does not say it; undefined where it does. */
export function inForce(key: Key, config: Pick<LoadedConfig, 'settings' | 'origins'>): InForce | undefined {
  const isDefault = config.origins[key].type === 'default';
  switch (key) {
    case 'build.kill_delay':
      return killDelay(config);
    case 'build.stop_signal':
      return stopPolicy(config).signal === 'SIGKILL' ? { note: killedAtOnce } : undefined;
    case 'build.delay':
      return isDefault
        ? { ...unset[key], note: 'air: 1000 before each build' }
        : { note: 'the longest that changes are held back; a build starts after 15 ms of quiet' };
    case 'build.bin':
      if (!isDefault || config.origins['build.cmd'].type !== 'default') return undefined;
      return { value: '(the binary that was built)', ...airDefault(key) };
    case 'build.exclude_unchanged':
      return { value: 'true', note: isDefault ? 'always; air: false' : 'always' };
    case 'build.poll':
      return config.origins[key].type === 'file' && !config.settings[key]
        ? { ...unset[key], note: 'false in a file means not set; --build.poll false forces events' }
        : unsetInForce(key, isDefault);
    default:
      return unsetInForce(key, isDefault);
  }
}

function unsetInForce(key: Key, isDefault: boolean): InForce | undefined {
  const held = isDefault ? unset[key] : undefined;
  return held === undefined ? undefined : { ...held, ...airDefault(key) };
}

const killedAtOnce = 'no effect: send_interrupt = false kills at once';

function killDelay(config: Pick<LoadedConfig, 'settings' | 'origins'>): InForce | undefined {
  const { signal, graceMs } = stopPolicy(config);
  if (signal === 'SIGKILL') return { note: killedAtOnce };
  if (config.origins['build.kill_delay'].type !== 'default') return undefined;
  return { value: tomlString(goDuration(graceMs)), ...airDefault('build.kill_delay') };
}

function airDefault(key: Key): Pick<InForce, 'note'> {
  const spec = specOf(key);
  return spec.air && spec.default !== undefined ? { note: `air: ${tomlValue(spec, spec.default)}` } : {};
}
