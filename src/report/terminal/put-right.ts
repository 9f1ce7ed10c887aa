/**
 * Takes back what a program that ended may have left switched on in a terminal. gorl does not see what an app writes to
 * stdout, so this is said after every run; where nothing is switched on, none of it shows or moves the cursor.
 *
 * The cursor is saved first: leaving the alternate screen restores the one that was saved on the main screen, also
 * when it is the main screen already.
 */
export const putRight = [
  '\u001b7\u001b[?1049l',
  // Mouse: clicks, drags, all movements; their encodings; focus.
  '\u001b[?1000l\u001b[?1002l\u001b[?1003l\u001b[?1005l\u001b[?1006l\u001b[?1015l\u001b[?1004l',
  // Bracketed paste, application cursor keys and keypad.
  '\u001b[?2004l\u001b[?1l\u001b>',
  // The cursor is shown.
  '\u001b[?25h',
].join('');
