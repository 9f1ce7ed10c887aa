import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { gorlBin } from './gorl-rig.ts';

/** A program that the conformance scenarios are run on. */
export interface Subject {
  readonly name: 'air' | 'gorl';
  readonly file: string;
  /** Its own words before the arguments of a scenario. */
  readonly args: readonly string[];
  /** How long a scenario waits for something to happen, in ms. */
  readonly patienceMs: number;
}

export function gorlSubject(): Subject {
  return { name: 'gorl', file: process.execPath, args: [gorlBin()], patienceMs: 20_000 };
}

/**
 * The real air: `$GORL_AIR`, else `air` on PATH, if it says that it is air (other programs have that name too).
 * Undefined when there is none; the scenarios then run on gorl alone.
 */
export function airSubject(): Subject | undefined {
  const named = process.env['GORL_AIR'];
  const file = named === undefined || named === '' ? onPath('air') : named;
  if (file === undefined || airVersion(file) === undefined) return undefined;
  return { name: 'air', file, args: [], patienceMs: 6_000 };
}

/** Such as `v1.67.2`; undefined for a program that is not air. */
export function airVersion(file: string): string | undefined {
  try {
    const text = execFileSync(file, ['-v'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 });
    return /(v\d+\.\d+\.\d+\S*?),? built with Go/.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
