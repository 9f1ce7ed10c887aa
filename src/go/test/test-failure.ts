import { basename, isAbsolute, join } from 'node:path';
import { shownPath } from '../../base/paths.ts';
import { problem, type Diagnostic, type Location } from '../../protocol/diagnostic.ts';
import { createCrashReader } from '../crash/crash-reader.ts';
import type { CodeContext } from '../crash/stack-trace.ts';
import { parseBuildOutput } from '../output/build-output.ts';
import { attachExcerpts } from '../output/excerpt.ts';
import { readTestWords, type TestMessage } from './test-messages.ts';

/** What failed, and what was printed besides. */
export interface TestFailure {
  readonly diagnostics: readonly Diagnostic[];
  readonly output: string;
}

export interface FailureContext {
  readonly code: CodeContext;
  /** Absolute, of the package whose tests they are; undefined where that is not known. */
  readonly directory: string | undefined;
}

/** What a failed test, or a package whose test binary died, printed. */
export async function testFailure(text: string, { code, directory }: FailureContext): Promise<TestFailure> {
  const { messages, printed } = readTestWords(text);
  const crash = crashIn(printed, code);
  const found = [
    ...crash.diagnostics,
    ...messages.filter(isOfTest).map((message) => messageDiagnostic(message, code, directory)),
  ];
  return { diagnostics: await attachExcerpts(found, code), output: crash.rest.join('\n') };
}

/** That a race was detected says the testing package, beside the detector's own report. */
function isOfTest({ file }: TestMessage): boolean {
  return file !== 'testing.go';
}

/** Why a package could not be built. */
export async function testBuildFailure(text: string, cwd: string, code: CodeContext): Promise<TestFailure> {
  const { diagnostics, rest } = parseBuildOutput(text, { cwd, base: code.base });
  return { diagnostics: await attachExcerpts(diagnostics, code), output: rest.filter(isNoVerdict).join('\n') };
}

/** `FAIL	example.com/calc [build failed]` says nothing beside the errors. */
function isNoVerdict(line: string): boolean {
  return !/^FAIL(?:\s|$)/.test(line);
}

/** Panics, a timeout, data races: what the runtime says belongs together, and whoever reads it reads that first. */
function crashIn(
  printed: readonly string[],
  code: CodeContext,
): { readonly diagnostics: readonly Diagnostic[]; readonly rest: readonly string[] } {
  const races: Diagnostic[] = [];
  const reader = createCrashReader(code, { onRace: ({ diagnostic }) => races.push(diagnostic) });
  reader.push(`${printed.join('\n')}\n`);
  const crash = reader.finish();
  const diagnostics = [...(crash === undefined ? [] : [crash]), ...races];
  if (diagnostics.length === 0) return { diagnostics, rest: printed };
  const start = printed.findIndex((line) => /^(?:panic: |fatal error: |WARNING: DATA RACE|=+$)/.test(line));
  return { diagnostics, rest: start < 0 ? printed : printed.slice(0, start) };
}

function messageDiagnostic(message: TestMessage, code: CodeContext, directory: string | undefined): Diagnostic {
  const { file, line, text, trace } = message;
  const locate = (named: string, at: number): Location | undefined => {
    const path = isAbsolute(named) ? named : directory === undefined ? undefined : join(directory, basename(named));
    return path === undefined ? undefined : { file: shownPath(path, code.base), line: at };
  };
  const [inner = { file, line }, ...outer] = trace;
  return problem(text === '' ? 'failed' : text, {
    location: locate(inner.file, inner.line),
    notes: outer.map((place) => {
      const location = locate(place.file, place.line);
      return { message: 'called from', ...(location === undefined ? {} : { location }) };
    }),
    source: 'test',
  });
}
