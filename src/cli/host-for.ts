import { createProcessHost, type ProcessHost } from '../session/process-host.ts';
import type { Reporting } from '../session/reporting.ts';

/** What starts the processes of a session. What the first command needs begins to load: nobody is to wait for it. */
export function hostFor(reporting: Reporting, atTerminal: boolean): ProcessHost {
  const host = createProcessHost(
    (message) => reporting.report({ type: 'notice', level: 'warning', message }),
    reporting.commandRoom,
    atTerminal ? 0 : undefined,
  );
  void host.commands.warmUp();
  return host;
}
