import type { Request } from '../protocol/request.ts';

/** One key: the help is printed from the same list that the keyboard looks in. */
export interface Shortcut {
  readonly key: string;
  /** What it does: `restart without building`. */
  readonly description: string;
  /** One word for the first line of a session; keys without one are only in the help. */
  readonly short?: string;
  readonly action: () => void;
}

/** What concerns the screen only. */
export interface ScreenActions {
  clear(): void;
  nextError(): void;
  help(): void;
}

/** @param ask gets what a key asks of the session */
export function createShortcuts(ask: (request: Request) => void, screen: ScreenActions): readonly Shortcut[] {
  const asks = (type: Request['type'], key: string) => (): void => ask({ type, by: { type: 'key', key } });
  return [
    { key: 'r', description: 'restart the app', short: 'restart', action: asks('restart', 'r') },
    { key: 'b', description: 'build again and restart', action: asks('rebuild', 'b') },
    { key: 'e', description: 'show the next error', action: screen.nextError },
    { key: 'p', description: 'pause or resume watching', action: asks('toggle-pause', 'p') },
    { key: 'c', description: 'clear the screen', action: screen.clear },
    { key: 'h', description: 'this help', short: 'help', action: screen.help },
    { key: 'q', description: 'stop the app and quit', short: 'quit', action: asks('quit', 'q') },
  ];
}
