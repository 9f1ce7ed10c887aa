import type { LooseEnv } from '../../base/env.ts';
import { splitPlainWords } from '../../go/build/shell-words.ts';

export interface SourcePlace {
  /** Absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

export type EditorCommand =
  | { readonly type: 'command'; readonly file: string; readonly args: readonly string[] }
  /** One sentence for people, with what to do about it. */
  | { readonly type: 'refused'; readonly reason: string };

/** The first of them that is set names the editor: gorl's own variable, then those that git and others read. */
const variables = ['GORL_EDITOR', 'VISUAL', 'EDITOR'] as const;

const remedy = 'set GORL_EDITOR to one with a window of its own, such as "code", "zed", or "goland"';

/**
 * What opens a place in the user's editor, as a program and its arguments: no shell reads it. An editor that is not
 * known here gets the file without its line. Pure: nothing is looked for.
 */
export function editorCommand(env: LooseEnv, place: SourcePlace): EditorCommand {
  const variable = variables.find((each) => (env[each] ?? '').trim() !== '');
  if (variable === undefined) return { type: 'refused', reason: `no editor is set: ${remedy}` };
  const words = splitPlainWords(env[variable] ?? '', process.platform === 'win32' ? 'powershell' : 'sh');
  const [file, ...args] = words ?? [];
  if (file === undefined)
    return { type: 'refused', reason: `$${variable} is more than a program and its arguments, and no shell reads it` };
  const name = nameOf(file);
  if (terminalEditors.has(name) || args.some((word) => isInTerminal(name, word)))
    return { type: 'refused', reason: `${name} ($${variable}) needs a terminal of its own: ${remedy}` };
  const grammar = grammars.find(({ names }) => names.test(name))?.words ?? (({ file: path }) => [path]);
  return { type: 'command', file, args: [...args, ...grammar(place, args)] };
}

/** Without directory and what names a kind of program file: `goland64.exe` and `goland.sh` are goland. */
function nameOf(file: string): string {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return name.replace(/(?:64)?\.(?:exe|cmd|bat|sh)$/i, '').toLowerCase();
}

const terminalEditors: ReadonlySet<string> = new Set(
  'vi vim nvim view lvim vimdiff nano pico rnano ed ex hx helix kak micro joe jed ne mg zile mcedit tilde amp'.split(
    ' ',
  ),
);

function isInTerminal(name: string, word: string): boolean {
  return /^emacs(?:client)?$/.test(name) && /^(?:-nw|-t|--tty|--no-window-system)$/.test(word);
}

type Grammar = (place: SourcePlace, given: readonly string[]) => readonly string[];

/** `main.go:23:5` */
const colons: Grammar = ({ file, line, column }) => [`${file}:${line}${column === undefined ? '' : `:${column}`}`];

const jetBrains: Grammar = ({ file, line, column }) => [
  ...['--line', String(line)],
  ...(column === undefined ? [] : ['--column', String(column)]),
  file,
];

const emacs: Grammar = ({ file, line, column }) => [`+${line}${column === undefined ? '' : `:${column}`}`, file];

const emacsClient: Grammar = (place, given) => [
  ...(given.some((word) => /^(?:-n|--no-wait)$/.test(word)) ? [] : ['-n']),
  ...emacs(place, given),
];

const kate: Grammar = ({ file, line, column }) => [
  ...['-l', String(line)],
  ...(column === undefined ? [] : ['-c', String(column)]),
  file,
];

const grammars: readonly { readonly names: RegExp; readonly words: Grammar }[] = [
  {
    names: /^(?:code|code-insiders|code-oss|codium|vscodium|cursor|windsurf|trae|kiro|positron)$/,
    words: (place, given) => ['-g', ...colons(place, given)],
  },
  { names: /^(?:zed|zeditor|zedit|subl|sublime_text|pulsar|lapce)$/, words: colons },
  {
    names: /^(?:goland|idea|webstorm|clion|pycharm|phpstorm|rubymine|rider|rustrover)(?:-(?:eap|community|ce))?$/,
    words: jetBrains,
  },
  { names: /^emacsclient$/, words: emacsClient },
  { names: /^(?:emacs|gedit|gnome-text-editor|xed|pluma)$/, words: emacs },
  { names: /^kate$/, words: kate },
  { names: /^(?:gvim|mvim)$/, words: ({ file, line }) => [`+${line}`, file] },
];
