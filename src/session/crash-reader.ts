import { createCrashReader } from '../go/crash/panic.ts';
import type { CodeContext } from '../go/crash/stack-trace.ts';
import { attachExcerpts } from '../go/output/excerpt.ts';
import type { CrashReader } from '../process/app/app-spec.ts';

/** A crash report of the app as a problem with its place in the source. */
export function crashReader(context: CodeContext): CrashReader {
  const reader = createCrashReader(context);
  return {
    push: (text) => reader.push(text),
    async finish(end) {
      const diagnostic = reader.finish(end);
      return diagnostic === undefined ? undefined : (await attachExcerpts([diagnostic], context))[0];
    },
  };
}
