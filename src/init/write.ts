import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../base/errno.ts';
import { hasErrors, loadConfig } from '../config/read/load.ts';
import { problem, type Diagnostic } from '../protocol/diagnostic.ts';

export type WriteOutcome =
  | { readonly type: 'written' }
  /** gorl could not use it itself; nothing was written. */
  | { readonly type: 'invalid'; readonly reason: string }
  | { readonly type: 'failed'; readonly code: string };

/** Writes a new config file, if it reads back without an error. Never over one that is there. */
export function writeNewConfig(cwd: string, file: string, text: string): WriteOutcome {
  const path = join(cwd, file);
  const check = loadConfig({ file: { path, shown: file, text }, platform: process.platform, env: {}, flags: [] });
  if (hasErrors(check.diagnostics)) return { type: 'invalid', reason: String(check.diagnostics[0]?.message) };
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return { type: 'written' };
  } catch (error) {
    return { type: 'failed', code: errnoOf(error) ?? String(error) };
  }
}

export function alreadyThere(file: string): Diagnostic {
  const hint = 'delete it first, or edit it: gorl config shows what it means';
  return problem(`${file} already exists; gorl left it unchanged`, { hint });
}
