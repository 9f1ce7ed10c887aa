import { type Diagnostic, type Location, type Note, problem } from '../../protocol/diagnostic.ts';
import { otherUsersOfMap, waitingToo } from './other-goroutines.ts';
import {
  type CodeContext,
  frameName,
  type Goroutine,
  isStackHeader,
  ownLocation,
  parseGoroutines,
} from './stack-trace.ts';

const fatalError = 'fatal error: ';
const maxMessageLines = 40;
const maxNotes = 8;
/**
 * Fatal errors of the user's own making. The runtime writes the words before, these, and the line end one by one, while
 * other goroutines go on: they may stand in a later line, and others after them in theirs.
 */
const wellKnown =
  /concurrent map (?:writes|(?:read|iteration|clone) and map write)|all goroutines are asleep - deadlock!|stack overflow/;

/** What a crash report of the Go runtime says, and where. */
export function crashDiagnostic(lines: readonly string[], context: CodeContext): Diagnostic {
  const { message, notes } = readHead(lines);
  const goroutines = parseGoroutines(lines);
  const isFatal = message.startsWith(fatalError);
  const isMap = message.startsWith(`${fatalError}concurrent map `);
  // Who finds a test too slow is none of the goroutines that ran it.
  const isAnybodys = (isFatal && !isMap) || message.startsWith('panic: test timed out');
  const failed = failedGoroutine(isAnybodys ? goroutines : goroutines.slice(0, 1), context);
  const [place, ...callers] = failed?.frames ?? [];
  const rest = goroutines.filter((one, index) => index > 0 && one !== failed?.goroutine);
  const others = isMap
    ? otherUsersOfMap(rest, context)
    : message.includes('all goroutines are asleep')
      ? waitingToo(rest, context)
      : [];
  return problem(message, {
    location: place?.location,
    notes: [...notes, ...callers.slice(0, maxNotes), ...others],
    source: 'panic',
    hint: isMap ? toSeeTheOther(others.length > 0) : undefined,
  });
}

/** By itself Go prints only the goroutine that found the other one at work. */
function toSeeTheOther(isNamed: boolean): string {
  return isNamed
    ? 'build with -race to be told both accesses'
    : 'build with -race to be told both accesses, or set GOTRACEBACK=all to see the other goroutines';
}

/** The lines before the first stack: the message itself, and what the runtime says around it. */
function readHead(lines: readonly string[]): { message: string; notes: readonly Note[] } {
  const stack = lines.findIndex(isStackHeader);
  // Without a stack (GOTRACEBACK=none) only a blank line tells where the message ends.
  const blank = lines.indexOf('');
  const end = stack >= 0 ? stack : blank >= 0 ? blank : lines.length;
  const message: string[] = [];
  const notes: Note[] = [];
  for (const line of lines.slice(0, Math.min(end, maxMessageLines))) {
    if (/^(?:panic|fatal error): /.test(line) && message.length === 0) message.push(line);
    else if (message.length === 0 || /^(?:\[signal |runtime: |PC=|goroutine )/.test(line))
      notes.push({ message: line });
    else message.push(line);
  }
  if (message.length === 0) message.push(notes.shift()?.message ?? '');
  const fatal = message[0]?.startsWith(fatalError) === true ? wellKnownIn(lines.slice(0, end)) : undefined;
  return {
    message: fatal ?? message.join('\n').trimEnd(),
    notes: notes.filter((note) => note.message !== ''),
  };
}

function wellKnownIn(lines: readonly string[]): string | undefined {
  const begin = lines.findIndex((line) => line.startsWith(fatalError));
  for (const line of lines.slice(begin)) {
    const known = wellKnown.exec(line)?.[0];
    if (known !== undefined) return fatalError + known;
  }
  return undefined;
}

interface Failed {
  readonly goroutine: Goroutine;
  /** Own frames, where it was started if it has none else; at least one. */
  readonly frames: readonly (Note & { readonly location: Location })[];
}

/** The first goroutine that ran through the user's own code. */
function failedGoroutine(goroutines: readonly Goroutine[], context: CodeContext): Failed | undefined {
  for (const goroutine of goroutines) {
    const seen = new Set<string>();
    const frames = goroutine.frames.flatMap((frame) => {
      const location = ownLocation(frame, context);
      const key = `${frame.func} ${frame.line}`;
      if (location === undefined || seen.has(key)) return [];
      seen.add(key);
      return [{ message: frameName(frame), location }];
    });
    if (frames.length > 0) return { goroutine, frames };
  }
  return undefined;
}
