import { readText } from '../../base/read-regular-file.ts';
import { toDisk } from '../../base/file-name.ts';

/** Go's own mark of generated sources, https://go.dev/s/generatedcode. */
const generatedMark = /^\/\/ Code generated .* DO NOT EDIT\.$/m;

export function isGenerated(path: string): boolean {
  return path.endsWith('.go') && generatedMark.test(readText(toDisk(path), 8192) ?? '');
}
