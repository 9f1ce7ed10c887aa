import type { DetachedSpec } from '../../process/commands/start-detached.ts';
import type { Env } from '../adapters.ts';

/** What opens a page; `none`: the user wants no browser. */
export type BrowserCommand = Pick<DetachedSpec, 'file' | 'args'> | 'none';

/**
 * `BROWSER` names it, as for xdg-open: the first of several that `:` separates, with `%s` for the URL or the URL behind
 * it; `none` for no browser. Else what the system opens pages with. No shell reads any of it.
 */
export function browserCommand(url: string, env: Env, platform: NodeJS.Platform): BrowserCommand {
  const named = env['BROWSER']?.trim() ?? '';
  if (named === 'none') return 'none';
  // A path of Windows has `:` in it.
  const [first = ''] = platform === 'win32' ? [named] : named.split(':').filter((each) => each.trim() !== '');
  const [file, ...words] = platform === 'win32' ? [first] : first.trim().split(/\s+/);
  if (file !== undefined && file !== '') {
    const isPlaced = words.some((word) => word.includes('%s'));
    return { file, args: isPlaced ? words.map((word) => word.replaceAll('%s', url)) : [...words, url] };
  }
  if (platform === 'win32') return { file: 'cmd', args: ['/d', '/c', 'start', url] };
  return { file: platform === 'darwin' ? 'open' : 'xdg-open', args: [url] };
}
