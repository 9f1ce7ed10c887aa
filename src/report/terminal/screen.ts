/**
 * Empties the screen. `keepScroll` leaves what has scrolled away; without it that goes as well.
 * Air: `screen.clear_on_rebuild`, `screen.keep_scroll`.
 */
export function clearScreen(keepScroll: boolean): string {
  return keepScroll ? '\u001b[2J\u001b[H' : '\u001b[2J\u001b[3J\u001b[H';
}

/** Empties the line that the cursor is in. */
export const eraseLine = '\r\u001b[2K';
