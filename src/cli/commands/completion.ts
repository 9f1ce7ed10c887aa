import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { suggest } from '../../config/read/suggest.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { CommandLine } from '../command-line.ts';
import { completedShells } from '../completion/shells.ts';
import { ExitError } from '../exit-error.ts';

/** `gorl completion SHELL`: the script, on stdout. What it asks at each Tab is answered by `cli/completion/entry.ts`. */
export async function printCompletion({ rest }: CommandLine): Promise<number> {
  const [shell, ...more] = rest;
  const choices = completedShells.join(', ');
  const known = completedShells.find((name) => name === shell);
  if (shell === undefined)
    throw new ExitError(exitCode.usage, `gorl completion needs a shell: ${choices}`, `such as ${example()}`);
  if (known === undefined || more.length > 0) {
    const meant = suggest(shell, completedShells);
    const message = known
      ? `gorl completion takes one shell: ${rest.join(' ')}`
      : `gorl completion: the shell must be one of ${choices}, not ${JSON.stringify(shell)}`;
    throw new ExitError(
      exitCode.usage,
      message,
      known === undefined && meant !== undefined ? `did you mean ${meant}?` : 'see gorl completion --help',
    );
  }
  process.stdout.write(await readFile(new URL(`../completion/gorl.${known}`, import.meta.url), 'utf8'));
  return exitCode.stopped;
}

function example(): string {
  const own = completedShells.find((name) => name === basename(process.env['SHELL'] ?? ''));
  return `gorl completion ${own ?? 'bash'}`;
}
