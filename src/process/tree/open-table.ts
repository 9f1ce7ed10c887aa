import { readFileSync } from 'node:fs';
import { openProcFs } from './proc-table.ts';
import type { ProcessTable } from './process-table.ts';
import { openPsTable } from './ps-table.ts';

/** The table of this machine; undefined where there is none (Windows). */
export function openProcessTable(platform: NodeJS.Platform = process.platform): ProcessTable | undefined {
  if (platform === 'win32') return undefined;
  if (platform === 'linux' && procIsMounted()) return openProcFs();
  return openPsTable();
}

function procIsMounted(): boolean {
  try {
    return readFileSync('/proc/self/stat', 'latin1').length > 0;
  } catch {
    return false;
  }
}
