import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeDir } from '../../base/make-dirs.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import { exportsOf } from './archive-file.ts';
import type { CompileStep } from './dry-run.ts';
import { withFixedLines } from './fixed-lines.ts';
import { hashOf, type FileState } from './file-states.ts';
import type { OwnPackage } from './program.ts';
import { compile, type Archives, type ToolContext } from './toolchain-run.ts';

/** A package that was compiled from other sources than before. */
export interface Recompiled {
  readonly own: OwnPackage;
  readonly step: CompileStep;
  readonly archives: Archives;
  readonly context: ToolContext;
}

/**
 * Tells edits that only move lines from those that change what a package exports. The compiler puts line numbers into
 * what importers read, so that all of them would be compiled again. It keeps a copy of what packages were compiled from,
 * and lets the compiler have both versions with all declarations at the same lines.
 */
export class LineCutoff {
  readonly #dir: string;

  /** @param dir absolute, there */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Keeps the sources of a package, which must be those that it was compiled from. @throws when it cannot be written */
  keep(own: OwnPackage, states: ReadonlyMap<string, FileState>): void {
    const dir = this.#dirOf(own);
    makeDir(dir);
    for (const name of own.sources) {
      const path = join(own.dir, name);
      const copy = join(dir, name);
      copyFileSync(path, copy);
      // Written to meanwhile: without it, nothing can be said about the next edit.
      if (hashOf(readFileSync(copy)) !== states.get(path)?.hash) rmSync(copy);
    }
  }

  /**
   * Whether what the package exports differs from what it did in nothing but line numbers.
   *
   * @param read by absolute path: what was compiled in the place of a source
   * @throws when files cannot be read or written
   */
  async onlyMoved(recompiled: Recompiled, read: (path: string) => string): Promise<boolean> {
    const { own } = recompiled;
    const kept = this.#dirOf(own);
    if (!own.sources.every((name) => existsSync(join(kept, name)))) return false;
    const [before, now] = await Promise.all([
      exportsWithFixedLines(recompiled, join(kept, 'fixed-before'), (path) => join(kept, basename(path))),
      exportsWithFixedLines(recompiled, join(kept, 'fixed-now'), read),
    ]);
    return before !== undefined && before === now;
  }

  #dirOf({ id }: OwnPackage): string {
    return join(this.#dir, `lines-${id}`);
  }
}

/** Undefined where the compiler refuses, or a source is missing. */
async function exportsWithFixedLines(
  { own, step, archives, context }: Recompiled,
  workDir: string,
  read: (path: string) => string,
): Promise<string | undefined> {
  makeDir(workDir);
  const archive = join(workDir, 'fixed.a');
  try {
    const copies = new Map<string, string>();
    for (const name of own.sources) {
      const source = join(own.dir, name);
      const text = withFixedLines(readFileSync(read(source), 'utf8'));
      if (text === undefined) return undefined;
      const copy = join(workDir, name);
      writeFileSync(copy, text);
      copies.set(source, copy);
    }
    const { end } = await compile(step, { archive, archives, copies, context: { ...context, workDir } });
    return isSuccess(end) ? exportsOf(archive) : undefined;
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}
