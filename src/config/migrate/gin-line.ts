import { defined } from '../../base/defined.ts';
import { splitAssignments, splitSteps, splitWords, type Assignment, type Word } from './shell-text.ts';

/** A place that starts gin. */
export interface GinLine {
  /** `Makefile:12`, `package.json script "dev"` */
  readonly source: string;
  /** What follows the program's name. */
  readonly words: readonly Word[];
  readonly env: readonly Assignment[];
  /** The line goes there first. */
  readonly dir?: string;
}

/** The first recipe line of a Makefile that starts gin; variables that the Makefile sets are filled in. */
export function ginInMakefile(text: string, file: string): GinLine | undefined {
  const variables = new Map<string, string>();
  const lines = text.replaceAll('\r', '').split('\n');
  for (let at = 0; at < lines.length; at++) {
    const number = at + 1;
    let line = lines[at] ?? '';
    while (line.endsWith('\\') && at + 1 < lines.length) line = `${line.slice(0, -1)} ${(lines[++at] ?? '').trim()}`;
    const variable = /^(?:export\s+)?([A-Za-z_]\w*)\s*(?::{0,3}|\?)=\s*(.*?)\s*$/.exec(line);
    if (variable !== null) variables.set(variable[1] ?? '', variable[2] ?? '');
    if (!line.startsWith('\t')) continue;
    const found = ginInCommand(filledIn(line.replace(/^\s*[@+-]*\s*/, ''), variables), `${file}:${number}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function filledIn(line: string, variables: ReadonlyMap<string, string>): string {
  const known = line.replaceAll(
    /\$(?:\((\w+)\)|\{(\w+)\})/g,
    (written, round?: string, curly?: string) => variables.get(round ?? curly ?? '') ?? written,
  );
  return known.replaceAll('$$', '$');
}

/** The first script of a package.json that starts gin. */
export function ginInPackageJson(text: string): GinLine | undefined {
  let scripts: unknown;
  try {
    scripts = (JSON.parse(text) as { scripts?: unknown } | null)?.scripts;
  } catch {
    return undefined;
  }
  if (typeof scripts !== 'object' || scripts === null) return undefined;
  for (const [name, script] of Object.entries(scripts)) {
    const found = typeof script === 'string' ? ginInCommand(script, `package.json script "${name}"`) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function ginInCommand(line: string, source: string): GinLine | undefined {
  let dir: string | undefined;
  for (const step of splitSteps(line)) {
    const { env, rest } = splitAssignments(splitWords(step));
    const [first, ...words] = rest;
    const name = first?.raw.replaceAll(/['"]/g, '') ?? '';
    if (name === 'cd') dir = words[0]?.raw ?? dir;
    else if (/(?:^|[/\\])gin(?:\.exe)?$/.test(name)) return { source, words, env, ...defined({ dir }) };
  }
  return undefined;
}
