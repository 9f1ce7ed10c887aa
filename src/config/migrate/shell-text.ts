/** A word of a shell line. */
export interface Word {
  /** As written, with its quotes. */
  readonly raw: string;
  /** What the shell would make of it; undefined when it would put something in its place (`$X`, `*`). */
  readonly plain: string | undefined;
}

/** The words of a line, by the quoting rules of a POSIX shell (XCU 2.2). An open quote ends with the line. */
export function splitWords(line: string): readonly Word[] {
  const words: Word[] = [];
  const word = /(?:[^\s'"\\]|\\[\s\S]|'[^']*(?:'|$)|"(?:[^"\\]|\\[\s\S])*(?:"|$)|\\$)+/g;
  for (const [raw] of line.matchAll(word)) words.push({ raw, plain: plainText(raw) });
  return words;
}

function plainText(raw: string): string | undefined {
  let text = '';
  for (const [part] of raw.matchAll(/'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?|\\[\s\S]|[\s\S]/g)) {
    if (part.startsWith("'")) text += part.replaceAll("'", '');
    else if (part.startsWith('"')) {
      const inner = part.replaceAll(/^"|"$/g, '');
      if (/[$`]/.test(inner.replaceAll(/\\[$`]/g, ''))) return undefined;
      // Within double quotes only these are escaped.
      text += inner.replaceAll(/\\([$`"\\])/g, '$1').replaceAll('\\\n', '');
    } else if (part.startsWith('\\')) text += part === '\\\n' ? '' : part.slice(1);
    else if (/[$`*?[\]|&;<>(){}~#!]/.test(part)) return undefined;
    else text += part;
  }
  return text;
}

/** The commands of `a && b; c` in their order; what is in quotes or parentheses stays together. */
export function splitSteps(line: string): readonly string[] {
  const steps: string[] = [];
  let step = '';
  let depth = 0;
  for (const [part] of line.matchAll(/'[^']*'?|"(?:[^"\\]|\\[\s\S])*"?|\\[\s\S]|&&|[\s\S]/g)) {
    if ('({'.includes(part)) depth++;
    if (')}'.includes(part)) depth--;
    if (depth <= 0 && (part === '&&' || part === ';' || part === '\n')) {
      steps.push(step);
      step = '';
    } else step += part;
  }
  return [...steps, step].map((each) => each.trim()).filter((each) => each !== '' && !each.startsWith('#'));
}

/** `A=1 B=2 program`: the assignments in front, and the rest. */
export function splitAssignments(words: readonly Word[]): {
  readonly env: readonly Assignment[];
  readonly rest: readonly Word[];
} {
  const env: Assignment[] = [];
  for (const { raw } of words) {
    const match = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(raw);
    if (match === null) break;
    env.push({ name: match[1] ?? '', raw: match[2] ?? '' });
  }
  return { env, rest: words.slice(env.length) };
}

/** A variable and its value as shell text. */
export interface Assignment {
  readonly name: string;
  readonly raw: string;
}
