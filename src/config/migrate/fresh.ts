import { outputKeys } from '../keys/keys-output.ts';
import { binaryPath } from './binary-path.ts';
import { carryExcludes, unique } from './glob-patterns.ts';
import { Draft, type MigrationContext, type MigrationResult } from './migration.ts';
import { splitWords } from './shell-text.ts';

/** The settings of fresh and its forks. What is not listed is told. */
const known: ReadonlySet<string> = new Set([
  ...['version', 'root', 'main_path', 'tmp_path', 'build_name', 'build_args', 'run_args', 'build_log', 'valid_ext'],
  ...['no_rebuild_ext', 'ignored', 'ignore', 'build_delay', 'colors', 'debug', 'delve', 'delve_args'],
  ...['log_color_main', 'log_color_build', 'log_color_runner', 'log_color_watcher', 'log_color_app'],
]);

/** fresh's own, where the file says nothing (https://github.com/gravityblast/fresh, README). */
const freshNoRebuildExt = '.tpl, .tmpl, .html';

/** Reads `runner.conf` or `.fresh.yaml`: lines of `name: value`. */
export function migrateFresh(text: string, source: string, context: MigrationContext): MigrationResult {
  const values = readLines(text);
  const draft = new Draft();
  const value = (name: string): string => values.get(name) ?? '';
  for (const name of values.keys()) if (!known.has(name)) draft.lose(`${name}: fresh has no such setting`);
  carryBuild(draft, value, context);
  carryWatching(draft, values, context);
  carryLook(draft, value);
  return draft.finish('fresh', source);
}

function carryBuild(draft: Draft, value: (name: string) => string, { windows }: MigrationContext): void {
  const tmp = value('tmp_path').replace(/^\.\//, '').replace(/\/+$/, '') || 'tmp';
  if (tmp !== 'tmp') draft.set('tmp_dir', tmp, 'tmp_path');
  const binary = binaryPath(`${tmp}/${value('build_name') || 'runner-build'}`, windows);
  const args = value('build_args') === '' ? [] : [value('build_args')];
  const main = packagePath(value('main_path') || value('root'));
  const used = ['build_name', ...(args.length > 0 ? ['build_args'] : []), ...(value('main_path') ? ['main_path'] : [])];
  draft.set('build.cmd', ['go build', ...args, '-o', binary, main].join(' '), used.join(', '));
  const words = splitWords(value('run_args'));
  const plain = words.map((word) => word.plain);
  if (plain.every((word) => word !== undefined))
    draft.set('build.entrypoint', [binary, ...plain], plain.length > 0 ? 'build_name, run_args' : 'build_name');
  else draft.set('build.full_bin', `${binary} ${value('run_args')}`, 'build_name, run_args');
  if (value('build_log') !== '') draft.set('build.log', value('build_log'), 'build_log');
  if (isTrue(value('delve')))
    draft.lose(
      `delve: start the debugger yourself: full_bin = "dlv exec … ${binary}", and -gcflags='all=-N -l' in cmd`,
    );
}

function carryWatching(draft: Draft, values: ReadonlyMap<string, string>, context: MigrationContext): void {
  const exts = (text: string): readonly string[] => unique(list(text).map((ext) => ext.replace(/^\*?\./, '')));
  const root = values.get('root') ?? '.';
  if (!isHere(root)) draft.set('build.include_dir', [root.replace(/^\.\//, '')], 'root');
  const valid = values.get('valid_ext') ?? '';
  if (valid !== '') draft.set('build.include_ext', exts(valid), 'valid_ext');
  const given = values.get('no_rebuild_ext');
  const noRebuild = exts(given ?? freshNoRebuildExt);
  const watched = valid === '' ? noRebuild : exts(valid);
  const kept = noRebuild.filter((ext) => watched.includes(ext));
  if (kept.length > 0)
    draft.set(
      'build.no_rebuild_ext',
      kept,
      given === undefined ? "fresh's default of no_rebuild_ext" : 'no_rebuild_ext',
    );
  const ignored = values.has('ignore') ? 'ignore' : 'ignored';
  carryExcludes(draft, list(values.get(ignored) ?? ''), ignored, context);
  const delay = Number(values.get('build_delay') ?? '');
  if (Number.isInteger(delay) && delay > 0) draft.set('build.delay', delay, 'build_delay');
}

function carryLook(draft: Draft, value: (name: string) => string): void {
  if (value('colors') !== '' && !isTrue(value('colors'))) draft.set('color.mode', 'never', 'colors');
  for (const part of ['main', 'build', 'runner', 'watcher'] as const) {
    const name = `log_color_${part}`;
    const color = value(name);
    const choices: readonly string[] = outputKeys[`color.${part}`].choices;
    if (choices.includes(color)) draft.set(`color.${part}`, color, name);
    else if (color !== '') draft.lose(`${name}: gorl has no color "${color}"`);
  }
  if (value('log_color_app') !== '') draft.lose("log_color_app: the program's output is passed on unchanged");
  if (value('debug') !== '' && !isTrue(value('debug'))) draft.set('log.main_only', true, 'debug');
}

/** `name: value`, the value also on the indented lines that follow; `#` begins a comment. */
function readLines(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let name = '';
  for (const line of text.split(/\r?\n/)) {
    const content = line.replace(/(^|\s)#.*$/, '').trimEnd();
    const match = /^([A-Za-z]\w*)\s*:\s*(.*)$/.exec(content);
    if (match !== null) {
      name = match[1] ?? '';
      values.set(name, unquoted(match[2] ?? ''));
    } else if (name !== '' && /^\s+\S/.test(content))
      values.set(name, `${values.get(name) ?? ''} ${content.trim().replace(/^-\s+/, ', ')}`.trim());
  }
  return values;
}

function list(text: string): readonly string[] {
  return text
    .replaceAll(/^\[|\]$/g, '')
    .split(',')
    .map((entry) => unquoted(entry.trim()))
    .filter((entry) => entry !== '');
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

function isTrue(text: string): boolean {
  return /^(?:1|true|yes|on)$/i.test(text);
}

function isHere(path: string): boolean {
  return path === '' || path === '.' || path === './';
}

/** A package for the go command: relative ones begin with a dot; a file of package main stays one. */
function packagePath(path: string): string {
  if (isHere(path)) return '.';
  const clean = path.replace(/\/+$/, '');
  return /^(?:\.{1,2}\/|\/)/.test(clean) ? clean : `./${clean}`;
}
