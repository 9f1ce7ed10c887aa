import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Env } from '../../base/env.ts';
import { goFlags } from '../toolchain/go-flags.ts';
import { goPath } from '../output/go-path.ts';
import { isGoCommandsOwn } from './sources.ts';

/** A copy of the sources that nobody writes to, for `go build -overlay`. */
export interface SourceSnapshot {
  /** The file that says which copy stands for which source. */
  readonly overlay: string;
  /** By absolute path of the source: the copy. */
  readonly copies: ReadonlyMap<string, string>;
  /** Output of the go command with the true paths in the place of the copies'. */
  restorePaths(output: string): string;
}

/** A file that is being written is read again after so many ms; after so many times it is left to the go command. */
const againMs = 2;
const mostReads = 10;
/** A bigger file is hardly a source. */
const largestBytes = 8 * 1024 * 1024;

/** The compiler looks for the file that it names beside the copy, and would put that path into the object. */
const relativeLine = /^\/\/line (?![/\\]|[A-Za-z]:)\S*:\d/m;

/**
 * Copies the files into `dir`, and says so in Go's overlay format (`go help build`). The go command takes the hash of
 * a copy and reads that copy: what is written meanwhile cannot come in between, and the entries in its cache are those
 * of a plain build of the same bytes. Left out, and read where they are: files that could not be read in one piece,
 * and files with a relative `//line`.
 *
 * @throws when `dir` cannot be made or written to
 */
export async function takeSnapshot(files: readonly string[], dir: string, cwd: string): Promise<SourceSnapshot> {
  await mkdir(dir, { recursive: true });
  const copies = new Map<string, string>();
  // Others may be embedded.
  const sources = files.filter((file) => !isGoCommandsOwn(basename(file)));
  for (const [index, file] of sources.entries()) {
    const content = await readWhole(file);
    if (content === undefined || relativeLine.test(content.toString('latin1'))) continue;
    // The extension tells cgo what it is.
    const copy = join(dir, `${index}-${basename(file)}`);
    await writeFile(copy, content);
    copies.set(file, copy);
  }
  const overlay = join(dir, 'overlay.json');
  await writeFile(overlay, JSON.stringify({ Replace: Object.fromEntries(copies) }));
  const shown = [dir, relative(cwd, dir)].map(escapeForPattern).join('|');
  const inOutput = new RegExp(`(?:\\./)?(?:${shown})[/\\\\](\\d+)-[^:\\s]+`, 'g');
  return {
    overlay,
    copies,
    restorePaths: (output) =>
      output.replaceAll(inOutput, (text, index: string) => {
        const file = sources[Number(index)];
        return file === undefined ? text : goPath(file, cwd);
      }),
  };
}

/** A snapshot for that build; undefined where the user has an overlay of their own. */
export async function snapshotFor(
  { flags }: { readonly flags: readonly string[] },
  env: Env,
  files: readonly string[],
  dir: string,
  cwd: string,
): Promise<SourceSnapshot | undefined> {
  const hasOwn = [...flags, ...goFlags(env)].some((word) => /^--?overlay(?:=|$)/.test(word));
  return hasOwn || files.length === 0 ? undefined : takeSnapshot(files, dir, cwd);
}

/** Undefined when it is gone, or is never still. An empty file is probably about to be filled. */
async function readWhole(file: string): Promise<Buffer | undefined> {
  for (let reads = 0; reads < mostReads; reads++) {
    if (reads > 0) await setTimeout(againMs);
    const before = await stat(file).catch(() => undefined);
    if (before?.isFile() !== true || before.size > largestBytes) return undefined;
    const content = await readFile(file).catch(() => undefined);
    const after = await stat(file).catch(() => undefined);
    const still = before.mtimeMs === after?.mtimeMs && before.size === after.size && before.ino === after.ino;
    if (still && content?.length === after.size && (content.length > 0 || reads === mostReads - 1)) return content;
  }
  return undefined;
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
