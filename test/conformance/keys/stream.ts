import { spawn } from 'node:child_process';
import { once as next } from 'node:events';
import type { GorlRig } from '../../support/gorl-rig.ts';

type Taken = 'files-changed' | 'rule-started';

/** With a delay of 20 a change is taken up long before, with that of 1000 long after. */
const heldMs = 400;
/** Who writes was held up so long: gorl may have been, too. */
const stallMs = 200;
const mostTries = 20;

/**
 * Whether changes that keep coming are ever held back for long: in two tries of twenty. On a busy machine most streams
 * have gaps, and a gap is what gorl waits for; without one it takes nothing up before the delay is over.
 */
export async function holdsBack(rig: GorlRig, file: string, type: Taken): Promise<boolean> {
  let held = 0;
  for (let at = 0; at < mostTries && held < 2; at++) {
    const { ms, stalled } = await heldBack(rig, file, type);
    if (ms >= heldMs && !stalled) held++;
    await rig.until('rest', 20_000, () => {
      const last = rig.events.at(-1)?.type ?? '';
      return ['process-started', 'process-ready', 'rule-finished', 'nothing-to-do'].includes(last);
    });
  }
  return held === 2;
}

/** Saves the file every 3 ms, and says when. */
const writer = `
const { writeFileSync, writeSync } = require('node:fs');
const cell = new Int32Array(new SharedArrayBuffer(4));
for (let at = 0; ; at++) {
  writeSync(1, Date.now() + '\\n');
  writeFileSync(process.argv[1], String(at));
  Atomics.wait(cell, 0, 0, 3);
}`;

/** From the first save of a stream to the time gorl takes it up. */
async function heldBack(
  rig: GorlRig,
  file: string,
  type: Taken,
): Promise<{ readonly ms: number; readonly stalled: boolean }> {
  const stream = spawn(process.execPath, ['-e', writer, rig.path(file)], {
    env: rig.env(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = next(stream, 'exit');
  let said = '';
  stream.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const saves = (): number[] => said.split('\n').slice(0, -1).map(Number);
  try {
    // What an earlier stream wrote last may be taken up only now.
    const taken = await rig.waitForEvent(type, ({ t }) => t >= (saves()[0] ?? Number.POSITIVE_INFINITY), 20_000);
    await rig.until('one save more', 20_000, () => (saves().at(-1) ?? 0) > taken.t);
    const [first = 0, ...others] = saves();
    return { ms: taken.t - first, stalled: hasGap([first, ...others.filter((at) => at <= taken.t), taken.t]) };
  } finally {
    stream.kill('SIGKILL');
    await ended;
  }
}

function hasGap(times: readonly number[]): boolean {
  return times.some((at, index) => at - (times[index - 1] ?? at) > stallMs);
}
