import { openChannel } from '../report/output/channel.ts';
import { byteCount } from '../report/terminal/durations.ts';
import { createOutlet, type Outlet, type Patience } from '../report/output/outlet.ts';

let opened: Outlet | undefined;

/** The one way to gorl's stderr: nothing else of gorl writes there while it runs. */
export function stderr(): Outlet {
  opened ??= createOutlet({ channel: openChannel(2), remark: leftOut });
  return opened;
}

export function leftOut(bytes: number): string {
  return `gorl: ${byteCount(bytes)} of output dropped: the reader of stderr is too slow`;
}

/** Somebody who sends a signal waits for gorl's end; others would rather have all that was said. */
export const hasty: Patience = { mostMs: 400, stillMs: 250 };
export const patient: Patience = { mostMs: 10_000, stillMs: 2000 };
/** Everything has been waited for; only the last line is new. */
export const lastWords: Patience = { mostMs: 100, stillMs: 100 };
