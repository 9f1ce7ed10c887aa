/** One key: the help is printed from the same list that the keyboard looks in. */
export interface Shortcut {
  readonly key: string;
  /** What it does: `restart without building`. */
  readonly description: string;
  /** One word for the first line of a session; keys without one are only in the help. */
  readonly short?: string;
  readonly action: () => void;
}

export interface ShortcutActions {
  restart(): void;
  rebuild(): void;
  clear(): void;
  pause(): void;
  nextError(): void;
  help(): void;
  quit(): void;
}

export function createShortcuts(actions: ShortcutActions): readonly Shortcut[] {
  return [
    { key: 'r', description: 'restart the app', short: 'restart', action: actions.restart },
    { key: 'b', description: 'build again and restart', action: actions.rebuild },
    { key: 'e', description: 'show the next error', action: actions.nextError },
    { key: 'p', description: 'pause or resume watching', action: actions.pause },
    { key: 'c', description: 'clear the screen', action: actions.clear },
    { key: 'h', description: 'this help', short: 'help', action: actions.help },
    { key: 'q', description: 'stop the app and quit', short: 'quit', action: actions.quit },
  ];
}
