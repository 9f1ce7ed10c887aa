/** Pieces of a manual page in man(7), which groff and mandoc take without a warning. */

const widest = 78;

/** Text without meaning for roff. Hyphens are typed as such, so that a flag can be copied. */
function literal(text: string): string {
  const escaped = text.replaceAll('\\', String.raw`\e`).replaceAll('-', String.raw`\-`);
  // Of other characters, not every roff knows the bytes.
  return escaped.replaceAll(
    /[^\n -~]/gu,
    (char) => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}

export function bold(text: string): string {
  return String.raw`\fB${literal(text)}\fP`;
}

/** Prose with `code` in backticks. */
function prose(text: string): string {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 0 ? literal(part).replaceAll(String.raw`\-`, '-') : bold(part)))
    .join('');
}

/** A line that begins with a dot or a quote would be a request. */
function guarded(line: string): string {
  return /^[.']/.test(line) ? String.raw`\&${line}` : line;
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < widest) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(guarded);
}

export function section(title: string, lines: readonly string[]): readonly string[] {
  return [`.SH ${title}`, ...lines];
}

export function subsection(title: string, lines: readonly string[]): readonly string[] {
  return [`.SS "${literal(title)}"`, ...lines];
}

export function paragraph(text: string): readonly string[] {
  return ['.PP', ...wrapped(prose(text))];
}

/** Something, and below it, indented, what it means. */
export function item(tag: string, meaning: string): readonly string[] {
  return ['.TP', guarded(tag), ...wrapped(prose(meaning))];
}

/** Lines as they are. */
export function verbatim(lines: readonly string[]): readonly string[] {
  return ['.PP', '.nf', ...lines.map((line) => guarded(literal(line))), '.fi'];
}

/** Paragraphs, with indented lines as they are: what the help of a command begins with. */
export function page(text: string): readonly string[] {
  const blocks = text.trim().split('\n\n');
  return blocks.flatMap((block) => (block.startsWith('  ') ? verbatim(block.split('\n')) : paragraph(block)));
}
