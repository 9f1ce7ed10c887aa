import { parseGoDuration, goDuration, wholeMs } from '../read/go-duration.ts';
import { foldCommand } from './fold-command.ts';
import { carryExcludes, carryIncludes, unique } from './glob-patterns.ts';
import { Draft, type MigrationContext, type MigrationResult } from './migration.ts';
import { readDirectories, readPathRegex } from './path-regex.ts';
import { readReflexLines, type ReflexLine } from './reflex-lines.ts';
import { shellQuote } from '../../base/shell-quote.ts';

/** Reads `reflex.conf`: the first service becomes the program. */
export function migrateReflex(text: string, source: string, context: MigrationContext): MigrationResult {
  const lines = readReflexLines(text).filter(({ command }) => command.length > 0);
  const service = lines.find((line) => line.service);
  if (service === undefined)
    return {
      type: 'failed',
      message: `${source} has no line that starts a service (-s)`,
      hint: 'gorl keeps programs running; commands for changed files are [[build.rules]]',
    };
  const draft = new Draft();
  const command = service.command.map(shellQuote).join(' ');
  draft.setCommand(foldCommand([], command, { windows: context.windows }), '-s');
  if (command.includes(service.substitute) && service.substitute !== '')
    draft.lose(`-s ${command}: gorl does not put the changed file in the place of ${service.substitute}`);
  carryWatching(draft, service, context);
  carryStop(draft, service);
  for (const line of lines)
    if (line !== service)
      draft.lose(
        `${source}:${line.line}: "${line.command.join(' ')}" is not run: ${
          line.service
            ? 'this config has one; several are tables, [services.NAME]'
            : 'make it a [[build.rules]] with its own cmd, or a pre_cmd'
        }`,
      );
  return draft.finish('reflex', `${source}:${service.line}`);
}

/** All of reflex's patterns must match; what is read here is combined the same way: directory and extension. */
function carryWatching(draft: Draft, line: ReflexLine, context: MigrationContext): void {
  for (const regex of line.regexes) {
    const meaning = readPathRegex(regex);
    if (meaning === undefined) {
      draft.lose(`-r '${regex}': has no counterpart; gorl watches by directory and extension`);
      continue;
    }
    const from = `-r '${regex}'`;
    if (meaning.exts.length > 0) draft.set('build.include_ext', unique(meaning.exts), from);
    else if (meaning.dirs.length > 0 && line.regexes.length === 1) draft.set('build.include_ext', ['*'], from);
    else if (meaning.files.length > 0) draft.set('build.include_ext', [], from);
    if (meaning.dirs.length > 0) draft.set('build.include_dir', unique(meaning.dirs), from);
    if (meaning.files.length > 0) draft.set('build.include_file', unique(meaning.files), from);
  }
  carryIncludes(draft, line.globs, '-g', context);
  if (line.regexes.length + line.globs.length === 0)
    draft.set('build.include_ext', ['*'], 'neither -r nor -g: every file');
  const dirs: string[] = [];
  const expressions: string[] = [];
  for (const regex of line.inverseRegexes) {
    const found = readDirectories(regex);
    if (found !== undefined) dirs.push(...found.filter((dir) => !dir.startsWith('.')));
    // reflex looks at the path below the project, gorl (as air) at the absolute one.
    else expressions.push(regex.replaceAll(/(^|[(|])\^/g, '$1/'));
  }
  if (dirs.length > 0) draft.set('build.exclude_dir', unique(['tmp', 'vendor', 'testdata', ...dirs]), '-R');
  carryExcludes(draft, line.inverseGlobs, line.inverseGlobs.length > 0 ? '-R, -G' : '-R', context, expressions);
  if (line.all) draft.lose('--all: gorl never watches hidden directories and editor files');
}

function carryStop(draft: Draft, { shutdownTimeout }: ReflexLine): void {
  if (shutdownTimeout === undefined) return;
  const ns = parseGoDuration(shutdownTimeout);
  if (ns === undefined || ns < 0n) draft.lose(`-t ${shutdownTimeout}: is no duration`);
  else draft.set('build.kill_delay', goDuration(wholeMs(ns)), '-t');
}
