import { posix } from 'node:path';
import { readGoCommand } from '../go-command.ts';
import type { MigrationContext } from '../migration.ts';
import { splitAssignments, splitSteps, splitWords } from '../shell-text.ts';

/** The main package that a program such as `./bin/api` is built from, if something here says so. */
export function findBuiltPackage(
  program: string,
  dir: string,
  context: MigrationContext,
): { readonly main: string; readonly why: string } | undefined {
  const path = posix.normalize(program);
  if (!/^[\w./-]+$/.test(path) || path.startsWith('/') || path.startsWith('..')) return undefined;
  const isBare = !program.includes('/');
  // A script that is kept there is no program of Go's.
  if (!isBare && context.read(posix.join(dir, path))?.startsWith('#!') === true) return undefined;
  const makefile = ['Makefile', 'makefile', 'GNUmakefile'].find(
    (name) => context.read(posix.join(dir, name)) !== undefined,
  );
  if (!isBare && makefile !== undefined) {
    const main = builtIn(context.read(posix.join(dir, makefile)) ?? '', path);
    if (main !== undefined) return { main, why: `${makefile} builds it` };
  }
  const name = posix.basename(path);
  const holds = (main: string): boolean => context.isMain(posix.join(dir, main));
  const byName = [`./cmd/${name}`, ...(isBare ? [] : [`./${name}`])].find(holds);
  if (byName !== undefined) return { main: byName, why: 'its name' };
  const module = /^module\s+"?([^\s"]+)/m.exec(context.read(posix.join(dir, 'go.mod')) ?? '')?.[1];
  const words = module?.split('/') ?? [];
  const last = /^v\d+$/.test(words.at(-1) ?? '') ? words.at(-2) : words.at(-1);
  return last === name && holds('.') ? { main: '.', why: 'the name of the module' } : undefined;
}

/** The package of a `go build -o PATH` in a Makefile. */
function builtIn(makefile: string, path: string): string | undefined {
  const variables = new Map<string, string>();
  for (const [, name = '', value = ''] of makefile.matchAll(/^(\w+)\s*[:?]?=\s*(.*?)\s*$/gm))
    variables.set(name, value);
  const filled = makefile.replaceAll(/\$[({](\w+)[)}]/g, (written, name: string) => variables.get(name) ?? written);
  for (const line of filled.replaceAll('\\\n', ' ').split('\n'))
    for (const step of splitSteps(line.replace(/^\s*[@+-]*\s*/, ''))) {
      const { rest } = splitAssignments(splitWords(step));
      if (rest[0]?.raw !== 'go' || rest[1]?.raw !== 'build') continue;
      const { output, packages } = readGoCommand(rest.slice(2));
      const [main = '.'] = packages;
      const isIt = output !== undefined && posix.normalize(output) === path;
      if (isIt && packages.length < 2 && /^[\w./-]+$/.test(main)) return main.startsWith('.') ? main : `./${main}`;
    }
  return undefined;
}
