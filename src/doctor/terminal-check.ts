import { openAppTerminals } from '../session/app-terminals.ts';
import type { Env } from '../base/env.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { ok, warning, type Check } from './check.ts';

export interface TerminalFacts {
  /** `app.tty` */
  readonly isWanted: boolean;
  /** Why the app cannot have a terminal of its own. */
  readonly reason: string | undefined;
}

export function checkTerminal({ isWanted, reason }: TerminalFacts): Check {
  if (!isWanted) return ok('terminal', 'the app has no keyboard ([app] tty is false)');
  if (reason === undefined) return ok('terminal', 'where gorl has one, the app gets one of its own');
  return warning(
    'terminal',
    `the app gets none of its own, so prompts and full-screen programs do not work: ${reason.split('\n', 1)[0]}`,
    'gorl builds a small helper with your Go, in the cache directory of your account',
  );
}

/** Builds the helper where it is not there yet, as a start does. */
export async function readTerminalFacts(
  isWanted: boolean,
  commands: Pick<CommandRunner, 'start'>,
  env: Env,
): Promise<TerminalFacts> {
  if (!isWanted || process.platform === 'win32')
    return { isWanted, reason: isWanted ? 'not on this system' : undefined };
  const ttys = openAppTerminals({ commands, env, size: () => ({ rows: 24, columns: 80 }), onNone: () => undefined });
  await new Promise<void>((resolve) => ttys.prepared(resolve));
  ttys.open()?.close();
  return { isWanted, reason: ttys.reason };
}
