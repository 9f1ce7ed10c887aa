import type { LooseEnv } from '../../base/env.ts';

/**
 * Whether the terminal turns OSC 8 into links, going by what terminals say of themselves, as the tools of npm do
 * (supports-hyperlinks). `FORCE_HYPERLINK` decides first (`0` and `false` are off). A terminal that does not know OSC 8
 * may show it as garbage, so one that is not known here gets none.
 */
export function decideLinks({ env, isTTY }: { env: LooseEnv; isTTY: boolean }): boolean {
  const { FORCE_HYPERLINK: forced, TERM: term = '' } = env;
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  if (!isTTY || term === 'dumb' || has(env, 'CI') || has(env, 'TEAMCITY_VERSION')) return false;
  // screen passes on what it knows; the variables of the terminal around it say nothing of it.
  const isTmux = env['TERM_PROGRAM'] === 'tmux';
  if (!isTmux && (has(env, 'STY') || /^(?:screen|tmux)/.test(term))) return false;
  const byProgram = ofProgram(env['TERM_PROGRAM'], env['TERM_PROGRAM_VERSION'] ?? '');
  if (byProgram !== undefined) return byProgram;
  if (has(env, 'VTE_VERSION')) return isVteAtLeast(env['VTE_VERSION'] ?? '');
  if (
    ['WT_SESSION', 'KITTY_WINDOW_ID', 'WEZTERM_PANE', 'GHOSTTY_RESOURCES_DIR', 'DOMTERM'].some((key) => has(env, key))
  )
    return true;
  return /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour)/.test(term);
}

/** Undefined: it does not say who it is. */
function ofProgram(program: string | undefined, version: string): boolean | undefined {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  switch (program) {
    case 'iTerm.app':
      return major > 3 || (major === 3 && minor >= 1);
    case 'vscode':
      return major > 1 || (major === 1 && minor >= 72);
    case 'tmux':
      return major > 3 || (major === 3 && minor >= 4);
    // Its versions are dates.
    case 'WezTerm':
      return major >= 20_200_620;
    case 'ghostty':
    case 'Hyper':
    case 'mintty':
    case 'rio':
    case 'zed':
    case 'WarpTerminal':
      return true;
    case 'Apple_Terminal':
      return false;
    default:
      return undefined;
  }
}

/** `5202`, or `0.52.2`. 0.50.0 crashed on links. */
function isVteAtLeast(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const number = version.includes('.') ? major * 10_000 + minor * 100 + patch : major;
  return number > 5000;
}

function has(env: LooseEnv, key: string): boolean {
  return env[key] !== undefined && env[key] !== '';
}

/** The text, to be clicked. */
export function osc8(url: string, text: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
