import { readHeader } from '../graph/source-header.ts';

/**
 * What a Go file tells the go command, beside what it tells the compiler: its build constraints, package clause and
 * imports, and every directive in it. As long as that stays, the go command would run the compiler as it did before.
 * A text that is equal for files that do not differ in it.
 */
export function frameOf(source: string): string {
  const { constraints, name, imports } = readHeader(source);
  const directives = [...source.matchAll(directive)].map(([text]) => text.trim());
  return JSON.stringify({ constraints, name, imports, directives });
}

/** `//go:…`, `//export`, `//line` at the start of a line, and the block form of `line` anywhere. */
const directive = /^[ \t]*\/\/(?:go:|export[ \t]|line[ \t]).*$|\/\*line .*$/gm;
