import { appendFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { busyLoops, pause, TortureModule } from './module.mjs';

/**
 * Something writes a watched file all the time, and a person edits another one: each edit is to be live within one and
 * a half times its build's time and a second.
 */

export const noises = {
  /** No Go source. */
  log: {
    files: { 'app.log': 'begin\n' },
    write: (module, count) => appendFileSync(join(module.dir, 'app.log'), `line ${count}\n`),
  },
  /** A source of the program. */
  source: { files: {}, write: (module, count) => module.save('d/f3.go', `n${count}`) },
};

const slowLink = (ms) =>
  `#!/bin/sh\ncase "$1" in *link) case "$2" in -V*) ;; *) sleep ${ms / 1000};; esac;; esac\nexec "$@"\n`;

/** @returns what went wrong, one line each */
export async function noise({ kind, everyMs, buildMs, edits, cacheDir, load = 0, log = () => undefined }) {
  const slow = buildMs > 300 ? buildMs - 200 : 0;
  const flags = slow === 0 ? '' : '-toolexec ./slow.sh ';
  const config = `[build]\ncmd = "go build ${flags}-o ./tmp/main ."\ninclude_ext = ["go", "log"]\n`;
  const module = new TortureModule(undefined, {
    extraSource: { ...noises[kind].files, 'slow.sh': slowLink(slow) },
    cacheDir,
  });
  chmodSync(join(module.dir, 'slow.sh'), 0o755);
  // -toolexec is a part of what the cache knows packages by; tools of other packages run elsewhere.
  module.write('.air.toml', config.replace('./slow.sh', join(module.dir, 'slow.sh')));
  const loops = busyLoops(load);
  const wrong = [];
  const took = [];
  let timer;
  try {
    await module.start();
    const start = await module.settled(300_000);
    if (start !== undefined) return [`${kind}: ${start}`];
    let count = 0;
    timer = setInterval(() => noises[kind].write(module, (count += 1)), everyMs);
    for (let edit = 1; edit <= edits; edit++) {
      await pause(everyMs * (3 + 7 * ((edit * 0.618) % 1)));
      const savedAtMs = performance.now();
      module.save('a/f1.go', `e${edit}`);
      while (!(await module.ask())?.includes(`a/f1.go=e${edit}\n`) && performance.now() - savedAtMs < 60_000)
        await pause(5);
      const liveMs = performance.now() - savedAtMs;
      const built = module.events.findLast(({ type }) => type === 'build-succeeded')?.durationMs ?? buildMs;
      took.push(liveMs);
      if (liveMs > 1.5 * built + 1000)
        wrong.push(
          `${kind}, every ${everyMs} ms: edit ${edit} live after ${Math.round(liveMs)} ms, its build took ${built} ms`,
        );
    }
    clearInterval(timer);
    const end = await module.stop();
    if (end !== undefined) wrong.push(end);
  } finally {
    clearInterval(timer);
    loops.end();
    module.remove();
  }
  const sorted = took.toSorted((a, b) => a - b);
  log(
    `${kind}, every ${everyMs} ms, builds of ${buildMs} ms: ${edits} edits, live after ${Math.round(sorted[sorted.length >> 1])} ms (median), ${Math.round(sorted.at(-1))} ms (longest)`,
  );
  return wrong;
}
