import { spawn } from 'node:child_process';
import { once as next } from 'node:events';
import type { GorlRig } from '../../support/gorl-rig.ts';
import { count } from './runs.ts';

type Taken = 'files-changed' | 'rule-started';

/**
 * Whether changes that keep coming are held back for most of a second, by a majority of five tries: on a busy machine a
 * stream may have gaps, and a gap is what gorl waits for; and gorl may stand still for a while.
 */
export async function holdsBack(rig: GorlRig, file: string, type: Taken): Promise<boolean> {
  const votes = { held: 0, taken: 0 };
  while (Math.max(votes.held, votes.taken) < 3) {
    votes[(await heldBackMs(rig, file, type)) >= 800 ? 'held' : 'taken']++;
    await rig.until('rest', 20_000, () => {
      const last = rig.events.at(-1)?.type ?? '';
      return ['process-started', 'process-ready', 'rule-finished', 'nothing-to-do'].includes(last);
    });
  }
  return votes.held > votes.taken;
}

/** Says when it begins, then saves the file every 3 ms. */
const writer = `
const { writeFileSync, writeSync } = require('node:fs');
const cell = new Int32Array(new SharedArrayBuffer(4));
writeSync(1, String(Date.now()));
for (let at = 0; ; at++) {
  writeFileSync(process.argv[1], String(at));
  Atomics.wait(cell, 0, 0, 3);
}`;

/** From the first save of a stream to the time gorl takes it up. */
async function heldBackMs(rig: GorlRig, file: string, type: Taken): Promise<number> {
  const before = count(rig, type);
  const stream = spawn(process.execPath, ['-e', writer, rig.path(file)], {
    env: rig.env(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = next(stream, 'exit');
  try {
    const [text] = (await next(stream.stdout, 'data')) as [Buffer];
    await rig.until(`the next ${type}`, 20_000, () => count(rig, type) > before);
    return (rig.events.filter((event) => event.type === type)[before]?.t ?? 0) - Number(text.toString());
  } finally {
    stream.kill('SIGKILL');
    await ended;
  }
}
