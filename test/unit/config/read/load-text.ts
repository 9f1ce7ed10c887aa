import { expect } from 'vitest';
import { loadConfig, type ConfigInput } from '../../../../src/config/read/load.ts';

/** Loads a text as `.air.toml` on Linux, with flags as typed. */
export function load(text: string, flags: string[] = [], more: Partial<ConfigInput> = {}) {
  return loadConfig({
    file: { path: '/p/.air.toml', shown: '.air.toml', text },
    platform: 'linux',
    env: {},
    flags: flags.map((flag) => ({
      key: flag.slice(2, flag.indexOf('=')),
      raw: flag.slice(flag.indexOf('=') + 1),
      flag: flag.slice(0, flag.indexOf('=')),
    })),
    ...more,
  });
}

/** Loads what must be free of problems. */
export function loadClean(...input: Parameters<typeof load>) {
  const loaded = load(...input);
  expect(loaded.diagnostics).toEqual([]);
  return loaded;
}
