import { defined } from '../../base/defined.ts';
import { readGeneratorLine } from './generator-line.ts';

/** What one line of the output of the go command, or of a generator, is, taken by itself. Wording differs by release, so only its shape counts. */
export type OutputLine =
  /** `# example.com/pkg`, vet: `# [example.com/pkg]`. */
  | { readonly type: 'package'; readonly path: string }
  | {
      readonly type: 'position';
      readonly vet: boolean;
      readonly file: string;
      readonly line: number;
      readonly column?: number;
      readonly message: string;
    }
  /** Begins with a tab: belongs to what came before. */
  | { readonly type: 'continuation'; readonly text: string }
  /** `package a`, followed by `\timports b` lines. */
  | { readonly type: 'chain'; readonly path: string }
  /** `go: errors parsing go.mod:` and its like: positions follow. */
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'too-many-errors'; readonly text: string }
  /** `note: module requires Go 1.21`. */
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'progress' }
  /** make tells where it is. */
  | { readonly type: 'directory'; readonly path: string; readonly entered: boolean }
  /** An error without a position: `go: …`, the linker's, the package loader's. */
  | { readonly type: 'error'; readonly message: string }
  /** It holds other lines together, and says nothing. */
  | { readonly type: 'frame' }
  | { readonly type: 'other' };

const headerLine = /^# (\[?[^\s[\]]+\]?)(?: \[[^\]]+\])?$/;
const goFile = String.raw`go|s|S|mod|sum|work`;
/** `path:line: …` for the files of a Go program, `path:line:column: …` for any file that has an extension. */
const positionLine = new RegExp(
  String.raw`^(vet: )?((?:[A-Za-z]:[\\/])?[^:\t]*?\.(?:(?:${goFile})(?=:\d+(?::\d+)?: )|[A-Za-z]\w*(?=:\d+:\d+: ))):(\d+)(?::(\d+))?: (.*)$`,
);
const progressLine =
  /^go: (?:downloading|extracting|finding|found|upgraded|downgraded|added|removed|creating new go\.mod|to add module requirements) ?/;
const directoryLine = /^\S*make\S*: (Entering|Leaving) directory [`'"](.+)['"]$/;
const errorLines: readonly RegExp[] = [
  /^\S+: relocation target \S+ not defined/,
  /^\S+: (?:duplicated definition of symbol|function main is undeclared)/,
  /^(?:\S*[\\/])?(?:link|ld|compile|asm|cgo)(?:\.exe)?: /,
  /^package \S+(?::| is not a main package)/,
  /^found packages \S+ \(/,
  /^no (?:Go|non-test Go) files in /,
  /^(?:no required module|cannot find (?:package|module|main module)|malformed |build constraints exclude all Go files)/,
  /^(?:pattern|stat|directory|build|module) \S+:? .*(?:no matching|not found|cannot|outside|does not|is not)/,
  /^(?:error obtaining VCS status|use of (?:internal|vendored) package|import cycle not allowed|named files must)/,
  /^(?:build cache is required|failed to initialize build cache) ?/,
  /^flag provided but not defined: /,
  /^invalid (?:value|flag|go version|char|import path)/,
];

export function readOutputLine(line: string): OutputLine {
  if (line.startsWith('\t')) return { type: 'continuation', text: line.trim() };
  const position = positionLine.exec(line);
  if (position !== null) return readPosition(position, line);
  const header = headerLine.exec(line);
  if (header !== null) return { type: 'package', path: header[1] as string };
  const chain = /^package (\S+)$/.exec(line);
  if (chain !== null) return { type: 'chain', path: chain[1] as string };
  if (line.startsWith('note: ')) return { type: 'note', text: line.slice('note: '.length) };
  if (line === 'too many errors') return { type: 'too-many-errors', text: line };
  if (progressLine.test(line)) return { type: 'progress' };
  const directory = directoryLine.exec(line);
  if (directory !== null)
    return { type: 'directory', path: directory[2] as string, entered: directory[1] === 'Entering' };
  if (line.startsWith('go: ')) {
    const text = line.slice('go: '.length);
    return /^errors parsing .*:$/.test(text) ? { type: 'heading', text } : { type: 'error', message: text };
  }
  if (errorLines.some((pattern) => pattern.test(line))) return { type: 'error', message: line };
  return readGeneratorLine(line) ?? { type: 'other' };
}

function readPosition(match: RegExpExecArray, line: string): OutputLine {
  const [, vet, file = '', number, column, message = ''] = match;
  if (message === 'too many errors') return { type: 'too-many-errors', text: line };
  return {
    type: 'position',
    vet: vet !== undefined,
    file,
    line: Number(number),
    ...defined({ column: column === undefined ? undefined : Number(column) }),
    message,
  };
}
