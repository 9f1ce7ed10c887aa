import { join } from 'node:path';
import fc from 'fast-check';
import { createCrashReader } from '../../../../src/go/crash/crash-reader.ts';
import type { FoundRace } from '../../../../src/go/crash/race-reader.ts';
import type { CodeContext } from '../../../../src/go/crash/stack-trace.ts';
import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { ProcessEnd } from '../../../../src/protocol/process-end.ts';
import { fixturesDir } from '../corpus.ts';

/** Tells the code of a fixture from others. */
export function contextOf(fixture: string): CodeContext {
  const dir = join(fixturesDir, fixture);
  return { base: dir, roots: [dir], module: { path: `example.com/${fixture}`, dir }, goroot: '/usr/local/go' };
}

export interface ReadOutput {
  readonly diagnostic: Diagnostic | undefined;
  readonly races: readonly FoundRace[];
}

/** What gorl reads in the output of an app, which comes in chunks of that length. */
export function readOutput(
  text: string,
  context: CodeContext,
  { end, chunk = text.length }: { readonly end?: ProcessEnd; readonly chunk?: number } = {},
): ReadOutput {
  const races: FoundRace[] = [];
  const reader = createCrashReader(context, { onRace: (race) => void races.push(race) });
  for (let at = 0; at < text.length; at += chunk) reader.push(text.slice(at, at + chunk));
  return { diagnostic: reader.finish(end), races };
}

/** The place of a problem, then those of its notes, each with the note's words. */
export function placesOf({ location, notes }: Diagnostic): readonly string[] {
  return [
    location === undefined ? 'nowhere' : `${location.file}:${location.line}`,
    ...notes.flatMap((note) =>
      note.location === undefined ? [] : [`${note.location.file}:${note.location.line} ${note.message}`],
    ),
  ];
}

/** The same without the notes' words, which may be an app's own where lines were put between. */
export function barePlaces(diagnostic: Diagnostic): readonly string[] {
  return placesOf(diagnostic).map((place) => place.replace(/ .*/, ''));
}

/** Of other goroutines, and of what else writes to the same terminal. */
const otherLines = fc.constantFrom(
  '2026/11/23 17:42:09 GET /users 200',
  '',
  '{"level":"info","msg":"größe","at":"main.go:12"}',
  'done (3 ms)',
  'handled(200)',
  'goroutine pool: 5 of 8',
  'created by hand',
  '  indented by two',
  '\tindented by a tab',
  '      http://localhost:8080 +1',
  '----------',
  'worker.go:9: retry',
  'exit status 0',
  'WARNING: DATA',
  '\u001b[32mok\u001b[0m',
);

/** Lines to put before the line of that number of a text, again and again from the start if it has more lines. */
export const otherOutput = fc.array(fc.array(otherLines, { maxLength: 4 }), { minLength: 1, maxLength: 40 });

/** @param keepLines the first lines, before which nothing is put */
export function mixed(text: string, others: readonly (readonly string[])[], lineEnd = '\n', keepLines = 0): string {
  return text
    .split('\n')
    .flatMap((line, index) => (index < keepLines ? [line] : [...(others[index % others.length] ?? []), line]))
    .join(lineEnd);
}
