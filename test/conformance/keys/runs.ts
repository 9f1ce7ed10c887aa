import { utimesSync } from 'node:fs';
import { basename } from 'node:path';
import type { Report } from '../../../src/protocol/report.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import { runGorl, type Finished } from '../../support/run-gorl.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Effect, Files } from './check.ts';

/** A program of the shell; gorl's arguments for it are `$*`. */
export const shell = (script: string): readonly string[] => ['sh', '-c', script, 'app'];

/** A build that takes no time, and a program that is done at once. */
export const quick = { 'build.cmd': 'true', 'build.entrypoint': shell('echo "up $*"') } as const;

/** The same with a program that stays. */
export const staying = { 'build.cmd': 'true', 'build.entrypoint': shell('echo "up $*"; exec sleep 1000') } as const;

/** Looks at what `gorl --once` has left. */
export const once =
  (look: (finished: Finished, rig: GorlRig) => unknown) =>
  async (files: Files): Promise<unknown> => {
    await using rig = new GorlRig({ files });
    return await look(await runGorl(rig, ['--once']), rig);
  };

/** Looks while gorl watches and the program has been started. */
export const watching =
  (look: (rig: GorlRig) => unknown) =>
  async (files: Files): Promise<unknown> => {
    await using rig = new GorlRig({ files });
    await begin(rig);
    return await look(rig);
  };

export async function begin(rig: GorlRig): Promise<void> {
  rig.start();
  await rig.until('its start', 20_000, () => count(rig, 'watch-started') > 0 && count(rig, 'process-started') > 0);
}

export function count(rig: GorlRig, type: Report['type']): number {
  return rig.events.filter((event) => event.type === type).length;
}

export async function stop(rig: GorlRig): Promise<void> {
  rig.signal('SIGTERM');
  await rig.waitForExit();
}

/** Waits for a line of the program. */
export async function hears(rig: GorlRig, text: string): Promise<void> {
  await rig.until(`"${text}" from the program`, 20_000, () => rig.stdout.includes(text));
}

type Saves = Omit<Effect, 'see' | 'given' | 'withKey' | 'without'> & {
  readonly given?: Effect['given'];
  /** All are there before; the last one is taken up in any case, so that those before it have been seen by then. */
  readonly saves: readonly string[];
  /** What a save of them all is taken up as, without the last, relative to the root. */
  readonly withKey: readonly string[];
  readonly without: readonly string[];
};

/** The effect of a key on what is watched; `include_file` holds `last`, a name that no other key concerns. */
export function ofSaves({ saves, given = {}, ...check }: Saves): Effect {
  return {
    ...check,
    given: {
      ...given,
      settings: { ...staying, 'build.include_file': ['last'], ...given.settings },
      files: { ...Object.fromEntries(saves.map((name) => [name, 'before\n'])), ...given.files },
    },
    see: async (files) => {
      await using rig = new GorlRig({ files });
      makeOld(rig, saves);
      await begin(rig);
      return await takenUp(rig, saves, 'files-changed');
    },
  };
}

/** As if they had been there for a while: of what was written just now, nobody can tell what was read. */
export function makeOld(rig: GorlRig, names: readonly string[]): void {
  for (const name of names) utimesSync(rig.path(name), 1e9, 1e9);
}

function ruleRuns(rig: GorlRig): boolean {
  const last = rig.events.findLast(({ type }) => type.startsWith('rule-'))?.type;
  return last === 'rule-started' || last === 'rule-superseded';
}

/** Saves the files, and waits until the last is taken up; the names of the others that were. */
export async function takenUp(
  rig: GorlRig,
  saves: readonly string[],
  type: 'files-changed' | 'rule-started',
): Promise<string[]> {
  const last = basename(saves.at(-1) ?? '');
  const found = (): string[] => [
    ...new Set(rig.events.flatMap((event) => (event.type === type ? event.files.map(({ rel }) => rel) : []))),
  ];
  const isLast = (name: string): boolean => basename(name) === last;
  const seenLast = (): number =>
    rig.events.filter((event) => event.type === type && event.files.some(({ rel }) => isLast(rel))).length;
  const outcome = type === 'files-changed' ? 'process-started' : 'rule-finished';
  const before = saves.slice(0, -1);
  const saveLast = async (text: string): Promise<void> => {
    const [taken, done] = [seenLast(), count(rig, outcome)];
    rig.write(saves.at(-1) ?? '', text);
    await rig.until(`the save of ${last}`, 20_000, () => seenLast() > taken);
    // What comes of it has begun only after all was looked at.
    await rig.until('what comes of it', 20_000, () => count(rig, outcome) > done);
  };
  for (const name of before) rig.write(name, 'after\n');
  // Told of separately, the last one may still be looked at first; the one after that may not.
  const written = performance.now();
  await waitFor(() => performance.now() - written > 30);
  await rig.until('the end of a rule', 20_000, () => !ruleRuns(rig));
  await saveLast('after\n');
  if (before.length > 0) await saveLast('after that\n');
  return found()
    .filter((name) => !isLast(name))
    .toSorted();
}
