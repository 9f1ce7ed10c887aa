/**
 * Text from source files, compilers and file names may hold anything. Control characters would let it
 * move the cursor or retitle the terminal, and bidirectional overrides would let code look like other
 * code. Each is replaced by exactly one visible character, so that columns still count.
 */
const unsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** The same without tabs and line ends, once. */
const anythingUnsafe =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
// oxlint-disable-next-line no-control-regex
const colorSequence = /\u001b\[[0-9;:]*m/g;

/** One line: nothing but tabs survives of the control characters. */
export function neutralLine(text: string, unicode = true): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x09) return character;
    if (!unicode) return '?';
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

/** Text in a line of gorl's: one line without tabs, whatever it was. */
export function neutralWord(text: string, unicode = true): string {
  return neutralLine(text.replaceAll(/[\t\r\n]+/g, ' '), unicode);
}

export function neutralLines(text: string, unicode = true): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => neutralLine(line, unicode));
}

/**
 * What a command of the user's printed: its colors stay where gorl colors too, every other control
 * sequence goes. A line that was redrawn with carriage returns is shown as it was last.
 */
export function neutralOutput(text: string, color: boolean, unicode = true): string {
  // A build may print megabytes, and hardly ever one of these.
  if (!anythingUnsafe.test(text)) return text;
  return text
    .split('\n')
    .map((line) => lastDrawn(line.endsWith('\r') ? line.slice(0, -1) : line))
    .map((line) => (color ? keepingColors(line, unicode) : neutralLine(line.replace(colorSequence, ''), unicode)))
    .join('\n');
}

function lastDrawn(line: string): string {
  return line.slice(line.lastIndexOf('\r') + 1);
}

function keepingColors(line: string, unicode: boolean): string {
  const colors = line.match(colorSequence) ?? [];
  return line
    .split(colorSequence)
    .map((part, index) => neutralLine(part, unicode) + (colors[index] ?? ''))
    .join('');
}
