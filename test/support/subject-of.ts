import { loadConfig } from '../../src/config/read/load.ts';
import type { Subject } from '../../src/session/service-plan/subject.ts';

export const root = '/p';

/** What a config text means for the project in `/p`, without a file system. */
export function subjectOf(text: string, name = 'api'): Subject {
  const loaded = loadConfig({
    file: { path: `${root}/.air.toml`, shown: '.air.toml', text },
    platform: 'linux',
    env: {},
    flags: [],
  });
  if (loaded.diagnostics.length > 0) throw new Error(JSON.stringify(loaded.diagnostics));
  return {
    project: {
      loaded,
      file: { path: `${root}/.air.toml`, shown: '.air.toml', text },
      cwd: root,
      root,
      tmpDir: `${root}/${loaded.settings.tmp_dir}`,
      diagnostics: [],
      configFiles: [`${root}/.air.toml`],
    },
    launch: {
      build: { type: 'owned', goFile: '/go', flags: [], packages: ['.'] },
      listed: { goFile: '/go', flags: [], packages: ['.'] },
      target: name,
      name,
      module: { type: 'found' },
    } as unknown as Subject['launch'],
  };
}
