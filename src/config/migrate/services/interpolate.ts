/** A text of a compose file with its variables filled in as far as that can be done without knowing any. */
export interface Interpolated {
  /** Each `${X:-default}` is its default, each `${X}` is nothing. */
  readonly text: string;
  /** Variables that have no default. */
  readonly missing: readonly string[];
  /** Variables that have one. */
  readonly defaulted: readonly string[];
}

/** By compose's rules (https://docs.docker.com/reference/compose-file/interpolation). */
export function interpolate(source: string): Interpolated {
  const missing: string[] = [];
  const defaulted: string[] = [];
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const rest = source.slice(at);
    const plain = /^\$([A-Za-z_]\w*)/.exec(rest);
    if (source[at] !== '$') text += source[at];
    else if (rest.startsWith('$$')) {
      text += '$';
      at++;
    } else if (plain !== null) {
      missing.push(plain[1] ?? '');
      at += plain[0].length - 1;
    } else if (rest.startsWith('${')) {
      const end = closingBrace(source, at + 2);
      const [, name = '', operator = '', word = ''] =
        /^([A-Za-z_]\w*)(:?[-?+])?([\s\S]*)$/.exec(source.slice(at + 2, end)) ?? [];
      if (name === '') text += source.slice(at, end + 1);
      else if (operator.endsWith('-')) {
        const inner = interpolate(word);
        text += inner.text;
        missing.push(...inner.missing);
        defaulted.push(name, ...inner.defaulted);
      } else if (operator.endsWith('+')) defaulted.push(name);
      else missing.push(name);
      at = end;
    } else text += '$';
  }
  return { text, missing: [...new Set(missing)], defaulted: [...new Set(defaulted)] };
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at;
  }
  return text.length;
}
