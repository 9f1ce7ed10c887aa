import { resolve } from 'node:path';
import type { CommandResult } from '../../engine/ports.ts';
import { goPath } from '../output/go-path.ts';
import type { CompileStep } from './dry-run.ts';

/** `main.go:3:4: ` at the start of a line. */
const place = /^(\S.*?\.go)(?=:\d+(?::\d+)?: )/gm;

/**
 * What the compiler has against a package, as the go command would show it; undefined where not all of it is about files
 * that were edited: then the go command is to tell what is wrong.
 */
export function compilerErrors(
  { end, output }: CommandResult,
  step: CompileStep,
  { cwd, isEdited }: { readonly cwd: string; readonly isEdited: (path: string) => boolean },
): string | undefined {
  const dir = resolve(cwd, step.command.cwd);
  const places = [...output.matchAll(place)].map(([, file = '']) => resolve(dir, file));
  // Imports are as they were: that an archive is not there is nobody's edit.
  if (end.type !== 'code' || output.includes('could not import')) return undefined;
  if (places.length === 0 || !places.every(isEdited)) return undefined;
  const shown = output.replaceAll(place, (file) => goPath(resolve(dir, file), cwd));
  return `# ${step.path}\n${shown}`;
}
