import { resolve } from 'node:path';
import type { CommandResult } from '../../engine/ports.ts';
import { goPath } from '../output/go-path.ts';
import type { Copies } from './differences.ts';
import type { CompileStep } from './dry-run.ts';

/** `main.go:3:4: ` at the start of a line. */
const place = /^(\S.*?\.go)(?=:\d+(?::\d+)?: )/gm;

export interface ErrorContext {
  /** Absolute: where the go command would run. */
  readonly cwd: string;
  readonly isEdited: (path: string) => boolean;
  /** What was read in the place of sources. */
  readonly copies: Copies;
}

/**
 * What the compiler has against a package, as the go command would show it; undefined where not all of it is about files
 * that were edited: then the go command is to tell what is wrong.
 */
export function compilerErrors(
  { end, output }: CommandResult,
  step: CompileStep,
  { cwd, isEdited, copies }: ErrorContext,
): string | undefined {
  // Imports are as they were: that an archive is not there is nobody's edit.
  if (end.type !== 'code' || output.includes('could not import')) return undefined;
  const dir = resolve(cwd, step.command.cwd);
  const sources = new Map([...copies].map(([source, copy]) => [copy, source]));
  const sourceOf = (file: string): string => sources.get(file) ?? resolve(dir, file);
  const places = [...output.matchAll(place)].map(([, file = '']) => sourceOf(file));
  if (places.length === 0 || !places.every(isEdited)) return undefined;
  return `# ${step.path}\n${output.replaceAll(place, (file) => goPath(sourceOf(file), cwd))}`;
}
