import type { Affected } from '../config/keys/key-spec.ts';
import { keys, specOf, type Key } from '../config/keys/keys.ts';
import type { LoadedConfig } from '../config/read/load.ts';
import type { NamedSubject, Subjects } from './service-plan/subject.ts';

/** Which keys have another value now, or the same from another place. */
export function changedKeys(before: LoadedConfig, after: LoadedConfig): Key[] {
  return keys.filter(
    (key) =>
      JSON.stringify(before.settings[key]) !== JSON.stringify(after.settings[key]) ||
      // "Not set" means something of its own for some keys.
      (before.origins[key].type === 'default') !== (after.origins[key].type === 'default'),
  );
}

/** Of a list of tables: without their places, which a comment above moves. */
function textOf(tables: readonly object[]): string {
  return JSON.stringify(tables.map((table) => ({ ...table, place: undefined })));
}

export interface ConfigChange {
  readonly changed: readonly Key[];
  /** The tree must be watched anew. */
  readonly watch: boolean;
  /** The app must be built and started anew. */
  readonly process: boolean;
  readonly output: boolean;
  /** The proxy must listen anew, or no more. */
  readonly proxy: boolean;
  /** `[[proxy.routes]]` differ. */
  readonly routes: boolean;
  /** `[[build.rules]]` differ. */
  readonly rules: boolean;
  /** `[[build.generate]]` differ. */
  readonly generators: boolean;
  /** Names of services that differ, or are there in one of them only. */
  readonly services: readonly string[];
}

export const noChange: ConfigChange = {
  changed: [],
  ...{ watch: false, process: false, output: false, proxy: false, routes: false, rules: false, generators: false },
  services: [],
};

export function compareConfigs(before: LoadedConfig, after: LoadedConfig): ConfigChange {
  const changed = changedKeys(before, after);
  const rules = textOf(before.rules) !== textOf(after.rules);
  const affects = (what: Affected): boolean => changed.some((key) => specOf(key).affects?.includes(what) === true);
  const routes = textOf(before.routing?.routes ?? []) !== textOf(after.routing?.routes ?? []);
  const generators = textOf(before.generators) !== textOf(after.generators);
  const watch = rules || generators || affects('watch');
  const [process, output, proxy] = [affects('process'), affects('output'), affects('proxy')];
  return { changed, watch, routes, rules, generators, process, output, proxy, services: [] };
}

/** What another config changes for one of its services. */
export function changeOf(before: NamedSubject, after: NamedSubject): ConfigChange {
  const change = compareConfigs(before.project.loaded, after.project.loaded);
  // Of the only program, what its keys say is all there is.
  const own = ({ env, project: { cwd }, launch: { build, target } }: NamedSubject): string =>
    env === undefined ? '' : JSON.stringify({ env, cwd, build, target });
  return own(before) === own(after) ? change : { ...change, watch: true, process: true };
}

/** The same for the whole session. */
export function sessionChange(before: Subjects, after: Subjects): ConfigChange {
  const change = compareConfigs(before.project.loaded, after.project.loaded);
  const names = new Set([...before.services, ...after.services].map(({ name }) => name));
  const ownText = ({ services }: Subjects, name: string): string => {
    const subject = services.find((each) => each.name === name);
    if (subject?.env === undefined) return '';
    const { env, dependsOn, restartWith, project, launch } = subject;
    const { settings } = project.loaded;
    return JSON.stringify({ env, dependsOn, restartWith, cwd: project.cwd, settings, build: launch.build });
  };
  return { ...change, services: [...names].filter((name) => ownText(before, name) !== ownText(after, name)) };
}
