import { foldCommand } from './fold-command.ts';
import { carryExcludes, carryIncludes } from './glob-patterns.ts';
import { Draft, type MigrationContext, type MigrationResult } from './migration.ts';
import { shellQuote } from '../../base/shell-quote.ts';
import type { Assignment } from './shell-text.ts';

type Json = Readonly<Record<string, unknown>>;

/** Settings without a meaning for gorl, and without a loss. */
const harmless: ReadonlySet<string> = new Set(
  '$schema verbose colours colors stdin stdout stdoutQueue dump update cwd ignoreRoot spawn restartable args nodeArgs'.split(
    ' ',
  ),
);
const read: ReadonlySet<string> = new Set(
  'watch ext ignore exec execMap script delay signal env legacyWatch pollingInterval quiet'.split(' '),
);

/** Reads `nodemon.json`, or the `nodemonConfig` of a package.json (https://github.com/remy/nodemon, README). */
export function migrateNodemon(text: string, source: string, context: MigrationContext): MigrationResult {
  let config: Json;
  try {
    // nodemon itself takes nothing but JSON; a comment line is what people add all the same.
    const value: unknown = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ''));
    config = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
  } catch (error) {
    return {
      type: 'failed',
      message: `${source} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const exec = commandOf(config);
  if (exec === undefined)
    return { type: 'failed', message: `${source} has no exec`, hint: 'gorl init finds the main package itself' };
  const draft = new Draft();
  const env = variables(config['env']);
  draft.setCommand(
    foldCommand([], exec, { env, windows: context.windows }),
    'exec',
    env.length > 0 ? 'exec, env' : 'exec',
  );
  carryWatching(draft, config, context);
  carryTiming(draft, config);
  for (const [name, value] of Object.entries(config))
    if (!read.has(name) && !harmless.has(name)) draft.lose(`${name}: ${why(name, value)}`);
  return draft.finish('nodemon', source);
}

function commandOf(config: Json): string | undefined {
  const { exec, script, execMap } = config;
  if (typeof exec === 'string' && exec.trim() !== '') return exec;
  if (Array.isArray(exec)) return exec.map((word) => shellQuote(String(word))).join(' ');
  const ext = typeof script === 'string' ? script.slice(script.lastIndexOf('.') + 1) : '';
  const mapped = typeof execMap === 'object' && execMap !== null ? (execMap as Json)[ext || 'go'] : undefined;
  if (typeof mapped !== 'string') return undefined;
  return typeof script === 'string' ? `${mapped} ${shellQuote(script)}` : mapped;
}

function variables(env: unknown): Assignment[] {
  if (typeof env !== 'object' || env === null) return [];
  return Object.entries(env)
    .filter(([name]) => /^[A-Za-z_]\w*$/.test(name))
    .map(([name, value]) => ({ name, raw: shellQuote(String(value)) }));
}

function carryWatching(draft: Draft, config: Json, context: MigrationContext): void {
  const ext = words(config['ext'], /[\s,|]+/).map((each) => each.replace(/^\*?\./, ''));
  const watch = words(config['watch'], undefined);
  if (ext.length > 0 && !ext.includes('*')) draft.set('build.include_ext', ext, 'ext');
  carryIncludes(
    draft,
    watch.filter((pattern) => !pattern.startsWith('!')),
    'watch',
    context,
    ext.length > 0 ? ext : undefined,
  );
  const negated = watch.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const ignore = words(config['ignore'], undefined).map((pattern) =>
    // Without a slash nodemon looks for it in every directory.
    /^[^/]*[*?][^/]*$/.test(pattern) && !/^\*+$/.test(pattern) ? `**/${pattern}` : pattern,
  );
  carryExcludes(draft, [...ignore, ...negated], 'ignore', context);
}

function carryTiming(draft: Draft, config: Json): void {
  const delay = delayMs(config['delay']);
  if (delay !== undefined) draft.set('build.delay', delay, 'delay');
  if (typeof config['signal'] === 'string') draft.setSignal(config['signal'], 'signal');
  if (config['legacyWatch'] === true) draft.set('build.poll', true, 'legacyWatch');
  const interval = config['pollingInterval'];
  if (typeof interval === 'number') draft.set('build.poll_interval', Math.round(interval), 'pollingInterval');
  if (config['quiet'] === true) draft.set('log.main_only', true, 'quiet');
}

/** A number is milliseconds; text is seconds, unless it ends in `ms`. */
function delayMs(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 ? Math.round(value) : undefined;
  const match = typeof value === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*(ms|s)?\s*$/.exec(value) : null;
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (match[2] === 'ms' ? 1 : 1000));
}

function words(value: unknown, separator: RegExp | undefined): readonly string[] {
  const list = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  return list
    .flatMap((text) => (separator === undefined ? [text] : text.split(separator)))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function why(name: string, value: unknown): string {
  if (name === 'events')
    return `gorl runs no commands at ${Object.keys((value as Json | null) ?? {}).join(', ')}; programs can follow with gorl --events`;
  if (name === 'runOnChangeOnly') return 'gorl runs the program right away';
  return 'has no counterpart';
}
