import { type CodeContext, type Frame, type Goroutine, ownLocation, parseGoroutines } from './stack-trace.ts';

/** Frames of the runtime and of what waits within the standard library: never what a person looks for. */
const waiting = /^(?:runtime|sync|internal|time|os\/signal|syscall)(?:[./]|$)/;

export interface GoroutineSummary {
  /** How many goroutines kept the program from stopping. */
  readonly count: number;
  /** How many kinds of them there are: the same place in the same state. */
  readonly kinds: number;
  /** A line per kind: `main.worker worker.go:17 [chan receive, 3 minutes] (x4)`. */
  readonly goroutines: readonly string[];
}

/**
 * What a SIGQUIT dump says about why a program does not stop, the user's own code first. Goroutines
 * that belong to the Go runtime are left out. At most `limit` kinds get a line (default 12).
 */
export function summarizeGoroutines(text: string, context: CodeContext, limit = 12): GoroutineSummary {
  const own = new Map<string, number>();
  const others = new Map<string, number>();
  for (const goroutine of parseGoroutines(text.split(/\r?\n/))) {
    const line = ownLine(goroutine, context);
    if (line !== undefined) count(own, line);
    else {
      const other = otherLine(goroutine);
      if (other !== undefined) count(others, other);
    }
  }
  const all = [...own, ...others];
  return {
    count: all.reduce((sum, [, times]) => sum + times, 0),
    kinds: all.length,
    goroutines: all.slice(0, limit).map(([line, times]) => (times > 1 ? `${line} (x${times})` : line)),
  };
}

function ownLine(goroutine: Goroutine, context: CodeContext): string | undefined {
  for (const frame of goroutine.frames) {
    const location = frame.createdBy ? undefined : ownLocation(frame, context);
    if (location !== undefined) return `${frame.func} ${location.file}:${location.line} [${goroutine.state}]`;
  }
  return undefined;
}

function otherLine(goroutine: Goroutine): string | undefined {
  const frame = goroutine.frames.find((each: Frame) => !each.createdBy && !waiting.test(each.func));
  if (frame === undefined) return undefined;
  const file = frame.file.split(/[\\/]/).slice(-2).join('/');
  return `${frame.func} ${file}:${frame.line} [${goroutine.state}]`;
}

function count(lines: Map<string, number>, line: string): void {
  lines.set(line, (lines.get(line) ?? 0) + 1);
}
