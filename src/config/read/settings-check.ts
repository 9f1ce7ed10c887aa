import type { Location } from '../../protocol/diagnostic.ts';
import type { Key, Settings } from '../keys/keys.ts';
import { originText, type Origin } from './origin.ts';
import type { ProblemList } from './problem-list.ts';
import { checkStart } from './start-check.ts';
import { quoted } from './values.ts';

/** What to write instead of an extension that has a dot in it. */
export function dottedExtension(ext: string): string | undefined {
  const last = ext.slice(ext.lastIndexOf('.') + 1);
  return ext.includes('.') ? `write the last extension without its dot: ${quoted(last)}` : undefined;
}

/** Values that are right one by one, but do not do what they seem to say, or cannot be together. */
export function checkSettings(
  settings: Settings,
  locationOf: (key: Key) => Location | undefined,
  origins: Readonly<Record<Key, Origin>>,
  problems: ProblemList,
): void {
  const warn = (key: Key, message: string, hint: string): void => {
    const location = locationOf(key);
    problems.warning(location === undefined ? `${originText(origins[key])}: ${message}` : message, location, hint);
  };

  checkStart(settings, (key, message, hint) => {
    const location = locationOf(key);
    problems.error(location === undefined ? `${originText(origins[key])}: ${message}` : message, location, hint);
  });
  for (const key of ['build.include_ext', 'build.no_rebuild_ext'] as const) {
    for (const ext of settings[key]) {
      const hint = dottedExtension(ext);
      if (hint !== undefined) warn(key, `${key}: ${quoted(ext)} matches no file`, hint);
    }
  }
}
