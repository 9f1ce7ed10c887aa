import { resolve } from 'node:path';
import type { Env, LooseEnv } from '../../base/env.ts';
import { cannotBeRead, errnoOf } from '../../base/errno.ts';
import { notRegular, readRegularFile } from '../../base/read-regular-file.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { shownPath } from '../../base/paths.ts';
import { parseEnvFile } from './env-file.ts';

export interface EnvironmentReading {
  /** The complete environment, for a child process. */
  readonly env: Env;
  /** With an error among them, the values of the last good reading still count. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is worth a debug line: files that are not there. */
  readonly notes: readonly string[];
}

/**
 * The environment of builds and programs: the one gorl was started with, plus the env files, read anew
 * at every call. As in air: later files win, but nothing replaces a variable that gorl was started with;
 * a variable that vanished from the files is gone; an error in any file leaves everything as it was.
 */
export class Environment {
  readonly #base: Env;
  /** Absolute; what file names are relative to. */
  readonly #root: string;
  /** Absolute; for names in messages. */
  readonly #cwd: string;
  #current: Env;

  constructor(options: { readonly base: LooseEnv; readonly root: string; readonly cwd: string }) {
    this.#base = Object.fromEntries(
      Object.entries(options.base).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    this.#root = options.root;
    this.#cwd = options.cwd;
    this.#current = this.#base;
  }

  /** As of the last reading; before the first, the environment gorl was started with. */
  get env(): Env {
    return this.#current;
  }

  /** Reads the files (absolute, or relative to root) and returns the environment. Never throws. */
  read(files: readonly string[]): EnvironmentReading {
    const diagnostics: Diagnostic[] = [];
    const notes: string[] = [];
    const values = new Map<string, string>();
    for (const file of files) {
      const shown = shownPath(resolve(this.#root, file), this.#cwd);
      const text = readText(resolve(this.#root, file), shown, diagnostics);
      if (text === undefined) {
        notes.push(`env file ${shown} does not exist`);
        continue;
      }
      const reading = parseEnvFile(shown, text);
      diagnostics.push(...reading.diagnostics);
      for (const [name, value] of reading.values) values.set(name, value);
    }
    if (!diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
      this.#current = { ...Object.fromEntries(values), ...this.#base };
    return { env: this.#current, diagnostics, notes };
  }
}

/** The text, undefined when there is no such file, '' with a diagnostic when it cannot be read. */
function readText(path: string, shown: string, diagnostics: Diagnostic[]): string | undefined {
  try {
    const text = readRegularFile(path).toString('utf8');
    if (!text.includes('\0')) return text;
    diagnostics.push(unreadable(shown, 'this is not a text file: it has NUL bytes'));
  } catch (error) {
    const code = errnoOf(error) ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    diagnostics.push(unreadable(shown, problems[code] ?? `the env file ${cannotBeRead(error)}`));
  }
  return '';
}

const problems: Readonly<Record<string, string>> = {
  EISDIR: 'the env file is a directory',
  [notRegular]: 'the env file is not a regular file',
  // A socket, or a device without its hardware.
  ENXIO: 'the env file is not a regular file',
};

function unreadable(file: string, message: string): Diagnostic {
  return problem(message, { source: 'env-file', location: { file, line: 1 } });
}
