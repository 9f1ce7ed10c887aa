import { accessSync, constants, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Env } from '../base/env.ts';
import { ok, problem, warning, type Check } from './check.ts';
import { namedPrograms } from './shell-programs.ts';

/** Lines of the user's that gorl runs in a shell, in the order in which they run. */
export interface ShellLine {
  /** `build.pre_cmd`. */
  readonly key: string;
  readonly line: string;
  /** Nothing runs before it: what it needs cannot be made by another line. */
  readonly first: boolean;
}

export interface CommandFacts {
  readonly lines: readonly ShellLine[];
  /** Absolute; where they run. */
  readonly cwd: string;
  readonly env: Env;
}

const id = 'commands';

/** Whether the programs that the config names are there. */
export function checkCommands({ lines, cwd, env }: CommandFacts): readonly Check[] {
  const good = new Set<string>();
  const bad = new Map<string, Check>();
  for (const { key, line, first } of lines) {
    for (const [at, { name, elsewhere }] of namedPrograms(line).entries()) {
      // Another check speaks of the go command.
      if (name === 'go' || good.has(name) || bad.has(name)) continue;
      if (name.includes('/') && elsewhere) continue;
      const found = name.includes('/') ? checkFile(key, name, cwd, first && at === 0) : checkName(key, name, cwd, env);
      if (found === undefined) good.add(name);
      else bad.set(name, found);
    }
  }
  const there = [...good].join(', ');
  return [...(there === '' ? [] : [ok(id, `found ${there}`)]), ...bad.values()];
}

function checkName(key: string, name: string, cwd: string, env: CommandFacts['env']): Check | undefined {
  const folders = (env['PATH'] ?? '').split(':').map((folder) => resolve(cwd, folder === '' ? '.' : folder));
  if (folders.some((folder) => look(join(folder, name)) === 'runs')) return undefined;
  const home = env['HOME'] ?? '';
  const usual = [join(cwd, 'node_modules/.bin'), env['GOBIN'] ?? '', join(env['GOPATH'] || join(home, 'go'), 'bin')];
  const folder = usual.find((each) => each !== '' && look(join(each, name)) === 'runs');
  const hint = folder === undefined ? `install it, or correct ${key}` : `it is in ${folder}: add that to PATH`;
  return worse(key)(id, `${key} needs ${name}, which is not on PATH`, hint);
}

function checkFile(key: string, name: string, cwd: string, first: boolean): Check | undefined {
  switch (look(resolve(cwd, name))) {
    case 'runs':
      return undefined;
    case 'no program':
      return worse(key)(id, `${key} needs ${name}, which is not executable`, `chmod +x ${name}`);
    case 'missing':
      return first
        ? worse(key)(id, `${key} needs ${name}, which does not exist`, `create it, or correct ${key}`)
        : warning(id, `${key} needs ${name}, which does not exist yet`, 'fine if an earlier command creates it');
  }
}

/** A missing hook of the end keeps nobody from working. */
function worse(key: string): typeof problem {
  return key === 'build.post_cmd' ? warning : problem;
}

function look(path: string): 'runs' | 'no program' | 'missing' {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'missing';
  try {
    accessSync(path, constants.X_OK);
    return stat.isFile() ? 'runs' : 'no program';
  } catch {
    return 'no program';
  }
}
