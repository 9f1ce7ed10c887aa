import { createPinnedStatus, type PinnedStatus, type PinnedStatusOptions } from '../report/screen/pinned-status.ts';
import { ServiceTerminals, type ServiceTerminalsOptions } from '../report/services/service-terminals.ts';
import { localTime } from '../report/terminal/durations.ts';
import { afterMs } from './after-ms.ts';
import { stderr } from './stderr.ts';

/** gorl's terminal, which is its own as a whole. */
export interface OpenTerminal {
  /** The row at the bottom. */
  readonly pinned: PinnedStatus;
  /** What services write to theirs. */
  readonly terminals: (options: ServiceTerminalsOptions) => ServiceTerminals;
}

/** Loaded where there is one. */
export function openTerminal(options: Pick<PinnedStatusOptions, 'theme' | 'keys' | 'buildStage'>): OpenTerminal {
  const pinned = createPinnedStatus({
    ...options,
    write: (text) => stderr().write(text),
    passOn: (bytes) => stderr().passOn(bytes),
    rows: () => process.stderr.rows,
    columns: () => process.stderr.columns,
    timeOfDay: localTime,
    now: () => Date.now(),
    after: afterMs,
  });
  return { pinned, terminals: (given) => new ServiceTerminals(given) };
}
