import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A pipe of the kernel's, which node's own are not, with both ends here. */
export interface NamedPipe extends Disposable {
  readonly reader: number;
  readonly writer: number;
  /** Nobody here writes to it any more. */
  end(): void;
}

export function namedPipe(): NamedPipe {
  const directory = mkdtempSync(join(tmpdir(), 'gorl-pipe-'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  // Read and write, so that it does not wait for the reader.
  const both = openSync(path, constants.O_RDWR);
  const reader = openSync(path, 'r');
  const writer = openSync(path, 'w');
  closeSync(both);
  let isOpen = true;
  const end = (): void => {
    if (isOpen) closeSync(writer);
    isOpen = false;
  };
  return {
    reader,
    writer,
    end,
    [Symbol.dispose]() {
      end();
      closeSync(reader);
      rmSync(directory, { recursive: true });
    },
  };
}
