import { open } from 'node:fs/promises';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';

const magic = '!<arch>\n';

/** Of a package that is not main, `go build -o` writes an archive of object files, and calls that a success. */
export async function isArchive(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
      return buffer.toString('latin1', 0, bytesRead) === magic;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

/** @param name of the package, as far as it is known */
export function notMain(target: string, name?: string): Diagnostic {
  const what = target === '.' ? 'this directory' : target;
  return problem(
    name === undefined ? `${what} is not a main package` : `${what} is package ${name}, not a main package`,
    { source: 'go', hint: 'a program begins with package main; name its directory, such as ./cmd/api' },
  );
}
