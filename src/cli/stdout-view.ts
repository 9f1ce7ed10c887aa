import { isatty } from 'node:tty';
import { createTheme, decideColor, decideUnicode, type ColorFlag, type Theme } from '../report/terminal/theme.ts';

/** How what a command prints on stdout looks. */
export interface View {
  readonly theme: Theme;
  /** Cells per line of a terminal; undefined where lines may be as long as they are. */
  readonly columns: number | undefined;
}

/** @param flag of `--color`, or of the config */
export function stdoutView(flag?: ColorFlag): View {
  const { env, platform, stdout } = process;
  const color = decideColor({ flag, env, isTTY: isatty(1) });
  return {
    theme: createTheme({ color, unicode: decideUnicode(env, platform) }),
    columns: stdout.isTTY ? stdout.columns : undefined,
  };
}
