import { readlinkSync, statSync, type BigIntStats } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../base/errno.ts';
import { namesIn } from '../../base/what-is-there.ts';

/** The gorl that made a file, as the file's name tells it. */
export interface ArtifactMaker {
  readonly pid: number;
  /** Inode of the pid namespace in which that pid means something; `0` where there are none. */
  readonly namespace: string;
  /** Letters and digits; tells gorls apart whose pid and namespace are the same, as on two hosts. */
  readonly session: string;
}

/** In `tmp_dir`: the directory in which the binaries of all gorls lie, each generation's in one of its own. */
export const binariesDir = '.gorl';

/** What gorl's own files and directories in `tmp_dir`, and beside the user's binary, end in. */
export const artifactName = /\.?gorl-(\d+)-(\d+)-([\da-z]+)(?:-[\w.-]+)?-\d+(?:\.exe)?$/;

/** @param sessionId its last word counts, if it has several with dashes between */
export function artifactMaker(sessionId = Math.random().toString(36).slice(2)): ArtifactMaker {
  return {
    pid: process.pid,
    namespace: pidNamespace(),
    session: sessionId.slice(sessionId.lastIndexOf('-') + 1) || '0',
  };
}

export function makerText({ pid, namespace, session }: ArtifactMaker): string {
  return `gorl-${pid}-${namespace}-${session}`;
}

export interface SweepOptions {
  readonly namespace?: string;
  readonly isAlive?: (pid: number) => boolean;
}

/**
 * Removes what gorls that are no longer alive left in `dir`. One in a container that shares `dir` with the
 * host has pids of its own, which mean nothing here. Never rejects; a missing directory is fine.
 */
export async function sweepLeftovers(dir: string, options: SweepOptions = {}): Promise<void> {
  const { namespace = pidNamespace(), isAlive = processExists } = options;
  const binaries = join(dir, binariesDir);
  for (const folder of [dir, binaries]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const [, pid, itsNamespace] = artifactName.exec(name) ?? [];
      if (pid === undefined || itsNamespace !== namespace) continue;
      if (!isAlive(Number(pid))) await remove(join(folder, name));
    }
  }
  // What is left there beside the generations are the places that those were run from.
  for (const { path, facts } of placesIn(binaries)) {
    const isNow = statOf(path);
    if (isNow?.ino === facts.ino && !generationsIn(binaries).some((each) => isSame(each.facts, facts)))
      await remove(path);
  }
}

/**
 * The pid of another living gorl whose newest binary lies at `place`: the same file is in a directory of its own.
 */
export function holderOf(place: string, dir: string, maker: ArtifactMaker): number | undefined {
  const facts = statOf(place);
  if (facts === undefined) return undefined;
  const own = makerText(maker);
  return generationsIn(join(dir, binariesDir)).find(
    (each) =>
      isSame(each.facts, facts) &&
      !each.folder.startsWith(own) &&
      each.namespace === maker.namespace &&
      processExists(each.pid),
  )?.pid;
}

/** Another gorl that has something in the same `tmp_dir`. */
export interface OtherGorl {
  readonly pid: number;
  /** Whether that is the binary of one of its generations, whatever its name. */
  holds(path: string): boolean;
}

/** The others that live, as far as can be told: one in another container is left alone. */
export function othersIn(dir: string, namespace = pidNamespace()): OtherGorl[] {
  const binaries = join(dir, binariesDir);
  const pids = [dir, binaries].flatMap(namesIn).flatMap((name) => {
    const [, digits, itsNamespace] = artifactName.exec(name) ?? [];
    const pid = Number(digits);
    if (digits === undefined || (itsNamespace === namespace && (pid === process.pid || !processExists(pid)))) return [];
    return [pid];
  });
  return [...new Set(pids)].map((pid) => ({
    pid,
    holds(path) {
      const facts = statOf(path);
      return (
        facts !== undefined && generationsIn(binaries).some((each) => each.pid === pid && isSame(each.facts, facts))
      );
    },
  }));
}

interface Generation {
  readonly folder: string;
  readonly pid: number;
  readonly namespace: string;
  readonly facts: BigIntStats;
}

function generationsIn(binaries: string): Generation[] {
  return namesIn(binaries).flatMap((folder) => {
    const [, pid, namespace] = artifactName.exec(folder) ?? [];
    if (pid === undefined || namespace === undefined) return [];
    return namesIn(join(binaries, folder)).flatMap((name) => {
      const facts = statOf(join(binaries, folder, name));
      return facts === undefined ? [] : [{ folder, pid: Number(pid), namespace, facts }];
    });
  });
}

function placesIn(binaries: string): { readonly path: string; readonly facts: BigIntStats }[] {
  return namesIn(binaries).flatMap((name) => {
    const path = join(binaries, name);
    const facts = artifactName.test(name) ? undefined : statOf(path);
    return facts === undefined || !facts.isFile() ? [] : [{ path, facts }];
  });
}

export function isSame(a: BigIntStats, b: BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev;
}

export function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, but is another user's.
    return errnoOf(error) === 'EPERM';
  }
}

export async function remove(path: string): Promise<void> {
  // A process that was just killed may have made a file while the directory was being emptied.
  await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 10 }).catch(() => undefined);
}
