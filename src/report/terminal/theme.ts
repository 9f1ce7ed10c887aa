import type { LooseEnv } from '../../base/env.ts';
import pc from 'picocolors';
import { osc8 } from './links.ts';

export type ColorFlag = 'auto' | 'always' | 'never';

/**
 * Whether gorl's own lines are colored. The first that speaks decides: the flag, `NO_COLOR`
 * (not empty), `FORCE_COLOR` (`0` and `false` are off), `TERM=dumb`, then whether what they are written to is a
 * terminal; so a CI job without a terminal gets none. picocolors' own rule is not used: it asks stdout, takes
 * `FORCE_COLOR=0` for on, and colors whenever `CI` is set.
 */
export function decideColor(from: { flag?: ColorFlag | undefined; env: LooseEnv; isTTY: boolean }): boolean {
  if (from.flag === 'always') return true;
  if (from.flag === 'never') return false;
  const { NO_COLOR, FORCE_COLOR, TERM } = from.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return TERM !== 'dumb' && from.isTTY;
}

/**
 * Whether the locale can show more than ASCII: the first of `LC_ALL`, `LC_CTYPE`, `LANG` that is set
 * names UTF-8. Windows and macOS terminals can without saying so.
 */
export function decideUnicode(env: LooseEnv, platform: string): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  if (locale === undefined) return platform === 'win32' || platform === 'darwin';
  return /utf-?8/i.test(locale);
}

/** Air's four kinds of lines; `color.main` … `color.runner` set their colors. */
export type Role = 'main' | 'watcher' | 'build' | 'runner';
export type Tone = Role | 'error' | 'warning';
type Paint = (text: string) => string;

export interface Glyphs {
  readonly dot: string;
  readonly ellipsis: string;
  readonly arrow: string;
  readonly bar: string;
}

export interface Theme {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
  readonly verb: Readonly<Record<Tone, Paint>>;
  readonly dim: Paint;
  readonly strong: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  readonly good: Paint;
  readonly accent: Paint;
  /** For what is a service's: services that follow each other differ. */
  readonly service: (index: number, text: string) => string;
  /** The text leads there, where the terminal can. */
  readonly link: (url: string, text: string) => string;
}

const defaultColors: Readonly<Record<Role, string>> = {
  main: 'magenta',
  watcher: 'cyan',
  build: 'yellow',
  runner: 'green',
};

/**
 * `colors` takes air's names: red, green, yellow, blue, magenta, cyan, white, and raw for none. As in air,
 * an unknown name is white. Defaults are air's: magenta, cyan, yellow, green.
 */
export function createTheme(options: {
  color: boolean;
  unicode: boolean;
  /** Default: none. */
  links?: boolean;
  colors?: Partial<Readonly<Record<Role, string>>>;
}): Theme {
  const paint = pc.createColors(options.color);
  const byName: Readonly<Record<string, Paint>> = {
    red: paint.red,
    green: paint.green,
    yellow: paint.yellow,
    blue: paint.blue,
    magenta: paint.magenta,
    cyan: paint.cyan,
    white: paint.white,
    raw: (text) => text,
  };
  // Red says that something is wrong.
  const services = [
    ...[paint.cyan, paint.magenta, paint.yellow, paint.green, paint.blue],
    ...[paint.cyanBright, paint.magentaBright, paint.yellowBright, paint.greenBright, paint.blueBright],
  ];
  const role = (name: Role): Paint => byName[options.colors?.[name] ?? defaultColors[name]] ?? paint.white;
  return {
    color: options.color,
    unicode: options.unicode,
    glyphs: options.unicode
      ? { dot: '·', ellipsis: '…', arrow: '→', bar: '│' }
      : { dot: '-', ellipsis: '...', arrow: '->', bar: '|' },
    verb: {
      main: role('main'),
      watcher: role('watcher'),
      build: role('build'),
      runner: role('runner'),
      error: (text) => paint.bold(paint.red(text)),
      warning: paint.yellow,
    },
    dim: paint.dim,
    strong: paint.bold,
    error: paint.red,
    warning: paint.yellow,
    good: paint.green,
    accent: paint.cyan,
    service: (index, text) => (services[index % services.length] ?? paint.cyan)(text),
    link: options.links === true ? osc8 : (_url, text) => text,
  };
}
