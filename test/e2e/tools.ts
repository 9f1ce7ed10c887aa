import { accessSync, constants, mkdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { GorlRig } from '../support/gorl-rig.ts';

/** Where that command is on the PATH of the tests. */
export function findTool(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What gorl itself calls, and the commands of the tests that use such a PATH. */
const needed = ['sh', 'mkfifo', 'sleep', 'grep', 'ps', 'mkdir', 'cp', 'chmod'];

/** A PATH without go on any machine: Debian's is in /usr/bin, where the rest is too. The links lie in the rig's folder. */
export function pathWithoutGo(rig: GorlRig): string {
  mkdirSync(rig.path('tools'));
  for (const tool of needed) {
    const file = findTool(tool);
    if (file !== undefined) symlinkSync(file, rig.path(`tools/${tool}`));
  }
  return rig.path('tools');
}
