import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TempProject {
  /** Absolute, symlinks resolved. */
  readonly dir: string;
  at(...names: readonly string[]): string;
  write(name: string, text: string, mode?: number): void;
  remove(): void;
}

/** A directory of its own with these files in it; a name that ends in a slash is a directory. */
export function tempProject(files: Readonly<Record<string, string>> = {}): TempProject {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-project-')));
  const at = (...names: readonly string[]): string => join(dir, ...names);
  const write = (name: string, text: string, mode = 0o644): void => {
    if (name.endsWith('/')) return void mkdirSync(at(name), { recursive: true });
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text, { mode });
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { dir, at, write, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
