/** What an expression for paths, as people write them, asks for. */
export interface RegexMeaning {
  readonly exts: readonly string[];
  readonly dirs: readonly string[];
  readonly files: readonly string[];
}

/**
 * Understands the expressions that name extensions (`\.go$`, `\.(go|html)$`), directories (`^cmd/`)
 * and files (`go\.mod`), and alternatives of them. Undefined for all others.
 */
export function readPathRegex(regex: string): RegexMeaning | undefined {
  const exts: string[] = [];
  const dirs: string[] = [];
  const files: string[] = [];
  for (const part of alternatives(regex)) {
    const [, dir, rest = ''] = /^\^(?:\.\/)?((?:[\w-]+\/)+)(.*)$/.exec(part) ?? [undefined, undefined, part];
    const ext = extensions(rest);
    if (dir !== undefined) dirs.push(dir.slice(0, -1));
    if (ext !== undefined) exts.push(...ext);
    else if (dir === undefined) {
      const file = /^\^?([\w-]+(?:\\?\.[\w-]+)+)\$?$/.exec(rest)?.[1];
      if (file === undefined) return undefined;
      files.push(file.replaceAll('\\', ''));
    } else if (!/^(?:\.[*+])?\$?$/.test(rest)) return undefined;
  }
  return { exts, dirs, files };
}

/** `\.go$`, `.*\.go`, `\.(go|html)$`, `.+\.go$` */
function extensions(text: string): readonly string[] | undefined {
  const match = /^\^?(?:\.[*+])?(?:\\|\[)?\.\]?(?:(\w+)|\((?:\?:)?([\w|]+)\))\$?$/.exec(text);
  return match === null ? undefined : (match[1] ?? match[2] ?? '').split('|');
}

/** The directories of `^vendor/`, `^(a|b)/`, `^web/dist`; undefined if it says anything else. */
export function readDirectories(regex: string): readonly string[] | undefined {
  const dirs: string[] = [];
  for (const part of alternatives(regex)) {
    const match =
      /^\^(?:\.\/)?(?:\((?:\?:)?([\w|.\\-]+)\)|((?:[\w-]|\\\.)+(?:\/(?:[\w-]|\\\.)+)*))\/(?:\.\*)?\$?$/.exec(part);
    if (match === null) return undefined;
    dirs.push(...(match[1] ?? match[2] ?? '').replaceAll('\\', '').split('|'));
  }
  return dirs;
}

/** The parts between the outermost `|`; a pair of parentheses around all of it is taken off. */
function alternatives(regex: string): readonly string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  for (const [piece] of regex.matchAll(/\\.|\[[^\]]*\]|[\s\S]/g)) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += piece;
  }
  parts.push(part);
  const whole = /^\((?:\?:)?(.*)\)(\$?)$/.exec(regex);
  const inner = whole?.[1] ?? '';
  return parts.length === 1 && whole !== null && isBalanced(inner)
    ? alternatives(inner).map((each) => each + (whole[2] ?? ''))
    : parts;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [piece] of text.matchAll(/\\.|[\s\S]/g)) {
    if (piece === '(') depth++;
    if (piece === ')' && --depth < 0) return false;
  }
  return depth === 0;
}
