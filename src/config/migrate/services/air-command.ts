import { posix } from 'node:path';
import { shellQuote } from '../../../base/shell-quote.ts';
import { defaultSettings, specOf, type Key } from '../../keys/keys.ts';
import { goDuration } from '../../read/go-duration.ts';
import { hasErrors, loadConfig, type LoadedConfig } from '../../read/load.ts';
import type { ServiceEntry } from '../migration.ts';
import type { Word } from '../shell-text.ts';
import type { CommandPlace } from './program-command.ts';
import type { Watched } from './watcher-command.ts';

/** In the line itself, or each service's own. */
const ofTheLine: ReadonlySet<string> = new Set(
  'build.pre_cmd build.cmd build.bin build.entrypoint build.full_bin build.args_bin build.log tmp_dir root'.split(' '),
);

/** What `air -c FILE` builds and runs, as one line, and what else its config says. */
export function airLine(
  words: readonly Word[],
  prefix: string,
  { dir, context }: CommandPlace & { readonly dir: string },
): Watched | undefined {
  const named = words[0]?.raw === '-c' ? words[1]?.plain : undefined;
  const args = words.slice(named === undefined ? 0 : 2).filter(({ raw }, at) => !(at === 0 && raw === '--'));
  if (args[0]?.raw.startsWith('-') === true && !words.some(({ raw }) => raw === '--')) return undefined;
  const file = [named ?? '.air.toml', ...(named === undefined ? ['.config/air.toml'] : [])]
    .map((name) => posix.join(dir, name))
    .find((path) => context.read(path) !== undefined);
  if (file === undefined && named !== undefined) return undefined;
  const text = file === undefined ? '' : (context.read(file) ?? '');
  const platform = context.windows ? 'win32' : 'linux';
  const loaded = loadConfig({ file: { path: file ?? '', shown: file ?? '', text }, platform, env: {}, flags: [] });
  if (hasErrors(loaded.diagnostics) || loaded.services.length > 0) return undefined;
  const { settings } = loaded;
  const run = [
    settings['build.full_bin'] || binaryOf(loaded),
    ...settings['build.args_bin'],
    ...args.map(({ raw }) => raw),
  ];
  const steps = [...settings['build.pre_cmd'], settings['build.cmd'], `${prefix}${run.join(' ')}`];
  const what =
    file === undefined
      ? 'air without a config builds what is here'
      : `air is not needed: gorl builds what ${file} says`;
  return { line: steps.join(' && '), what, ...otherSettings(loaded, file ?? '') };
}

function binaryOf({ settings }: LoadedConfig): string {
  const entrypoint = settings['build.entrypoint'];
  return entrypoint.length > 0 ? entrypoint.map(shellQuote).join(' ') : settings['build.bin'];
}

function otherSettings(
  { settings, origins, rules }: LoadedConfig,
  file: string,
): { readonly entries: readonly ServiceEntry[]; readonly lost: readonly string[] } {
  const defaults = defaultSettings('linux');
  const said = (Object.keys(origins) as Key[]).filter(
    (key) =>
      origins[key].type !== 'default' &&
      !ofTheLine.has(key) &&
      JSON.stringify(settings[key]) !== JSON.stringify(defaults[key]),
  );
  const entries = said
    .filter((key) => key.startsWith('build.') || key === 'env_files')
    .flatMap((key): readonly ServiceEntry[] => {
      const value = settings[key];
      if (value === undefined) return [];
      if (typeof value !== 'number') return [{ key, value }];
      return [{ key, value: specOf(key).type === 'duration-ms' ? goDuration(value) : value }];
    });
  const left = said.filter((key) => !entries.some((each) => each.key === key));
  const lost =
    left.length === 0 ? [] : [`${file}: ${left.join(', ')}: for all services or for none, so they are left out`];
  return { entries, lost: rules.length === 0 ? lost : [...lost, `${file}: [[build.rules]] are left out`] };
}
