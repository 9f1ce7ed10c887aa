import type { OutputLine } from './output-line.ts';

/**
 * Lines of code generators that have a shape of their own. sqlc and protoc write `path:line:column: message`, as the Go
 * compiler does. Undefined: it is none of theirs.
 */
export function readGeneratorLine(written: string): OutputLine | undefined {
  // eslint-disable-next-line no-control-regex -- Tailwind colors its frame.
  const line = written.replaceAll(/\u001B\[[\d;]*m/g, '').trimEnd();
  const error = errorLines.map((pattern) => pattern.exec(line)).find((match) => match !== null);
  if (error !== undefined) return { type: 'error', message: error[1] ?? line };
  if (frameLines.some((pattern) => pattern.test(line)) || written === coloredError) return { type: 'frame' };
  return templ(line) ?? position(bufLine.exec(line)) ?? position(cssLine.exec(line));
}

/** `(✗) Error [ error=failed to generate code for "a.templ": a.templ parsing error: …: line 4, col 8 ]`. */
const templLine = /(?:^|\s)(\S+\.templ) parsing error: (.*): line (\d+), col (\d+)(?=\D*$)/;

/** `a.proto:3:37:field number …`: without the space of everybody else. */
const bufLine = /^([^:\s]+\.proto):(\d+):(\d+):(\S.*)$/;

/** Tailwind, and whatever else PostCSS tells. Since version 4 it is framed. */
const cssLine = /^(?:│\s*)?CssSyntaxError: (?:[\w-]+: )?((?:[A-Za-z]:)?[^:]+):(\d+):(\d+): (.*)$/;

const errorLines: readonly RegExp[] = [
  // buf
  /^Failure: (.+)$/,
  // protoc
  /^[^:\s]+\.proto: (?:File not found|warning: ).*$/,
  /^(?:--\w+_out: .+|protoc-gen-[\w-]+: program not found .*)$/,
  // Tailwind
  /^│\s*(?:Error: )(.+)$/,
];

/** They hold other lines together, and say nothing. */
const frameLines: readonly RegExp[] = [/^[┌└]$/, /^# package \S+$/];

/** Tailwind's, above its frame. Without the color it may be anybody's. */
const coloredError = '\u001B[31mError:\u001B[39m';

/** It counts columns from 0. */
function templ(line: string): OutputLine | undefined {
  const match = templLine.exec(line);
  if (match === null) return undefined;
  const [, file = '', message = '', number, column] = match;
  return { type: 'position', vet: false, file, line: Number(number), column: Number(column) + 1, message };
}

function position(match: RegExpExecArray | null): OutputLine | undefined {
  if (match === null) return undefined;
  const [, file = '', number, column, message = ''] = match;
  return { type: 'position', vet: false, file, line: Number(number), column: Number(column), message };
}
