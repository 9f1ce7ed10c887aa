const leaveAlternateScreen = '\u001b[?1049l';

const others = [
  // Mouse: clicks, drags, all movements; their encodings; focus.
  '\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1005l\u001b[?1006l\u001b[?1015l\u001b[?1004l',
  // Bracketed paste, application cursor keys and keypad.
  '\u001b[?2004l\u001b[?1l\u001b>',
  // The cursor is shown.
  '\u001b[?25h',
].join('');

/**
 * Takes back what a program that ended may have left switched on in a terminal. It is said after every run; where
 * nothing is switched on, none of it shows or moves the cursor.
 *
 * @param isAlternate whether the alternate screen shows. Undefined: gorl did not see what was written. Then the cursor
 * is saved first: leaving that screen restores the one that was saved on the main screen, also when it is the main
 * screen already. (tmux restores another one, so that it is left only if it must be.)
 */
export function putRight(isAlternate?: boolean): string {
  if (isAlternate === undefined) return `\u001b7${leaveAlternateScreen}${others}`;
  return (isAlternate ? leaveAlternateScreen : '') + others;
}
