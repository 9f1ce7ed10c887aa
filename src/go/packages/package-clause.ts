import { join } from 'node:path';
import { readText } from '../../base/read-regular-file.ts';
import { namesIn } from '../../base/what-is-there.ts';
import { systemsInName } from './named-systems.ts';

/** License headers and doc comments longer than this send the question to `go list`. */
const headBytes = 16 * 1024;

/**
 * Whether `dir` certainly holds a main package: one of its Go files says `package main` and is built
 * whatever the system and tags. False means "ask go list", not "no". About 1 ms; reads 16 KiB a file.
 */
export function holdsMainPackage(dir: string): boolean {
  const candidates = namesIn(dir).filter(isPlainGoFile);
  // main.go first: one file is then enough to know.
  candidates.sort((a, b) => Number(b === 'main.go') - Number(a === 'main.go'));
  return candidates.some((name) => packageOf(join(dir, name)) === 'main');
}

/** The package of a directory, as far as one of its files says for certain. */
export function packageIn(dir: string): string | undefined {
  return firstPackageIn(dir, namesIn(dir));
}

/** The same, where the names in the directory are known. */
export function firstPackageIn(dir: string, names: readonly string[]): string | undefined {
  for (const name of names.filter(isPlainGoFile)) {
    const found = packageOf(join(dir, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlainGoFile(name: string): boolean {
  if (!name.endsWith('.go') || /^[._]/.test(name) || name.endsWith('_test.go')) return false;
  return systemsInName(name).length === 0;
}

/** The name in the package clause; undefined also for files with build constraints. */
export function packageOf(file: string): string | undefined {
  const head = readHead(file).replace(/^\uFEFF/, '');
  for (let at = 0; at < head.length;) {
    const rest = head.slice(at, at + 2);
    if (rest === '//') {
      const end = head.indexOf('\n', at);
      if (end < 0) return undefined;
      if (/^\/\/(?:go:build|\s*\+build)\s/.test(head.slice(at, end + 1))) return undefined;
      at = end + 1;
    } else if (rest === '/*') {
      const end = head.indexOf('*/', at + 2);
      if (end < 0) return undefined;
      at = end + 2;
    } else if (/[\s;]/.test(head[at] as string)) {
      at++;
    } else {
      return /^package\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(head.slice(at, at + 200))?.[1];
    }
  }
  return undefined;
}

function readHead(file: string): string {
  return readText(file, headBytes) ?? '';
}
