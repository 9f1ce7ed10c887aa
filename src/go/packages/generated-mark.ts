import { toDisk } from '../../base/file-name.ts';
import { readRegularFile } from '../../base/read-regular-file.ts';

/** Go's own mark of generated sources, https://go.dev/s/generatedcode. */
const generatedMark = /^\/\/ Code generated .* DO NOT EDIT\.$/m;

export function isGenerated(path: string): boolean {
  if (!path.endsWith('.go')) return false;
  try {
    return generatedMark.test(readRegularFile(toDisk(path), 8192).toString('utf8'));
  } catch {
    return false;
  }
}
