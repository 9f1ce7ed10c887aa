import { expect, test } from 'vitest';
import { GorlRig } from '../support/gorl-rig.ts';
import { talkingApp } from '../support/talking-app.ts';

/** From fewer than node itself needs to as many as gorl needs at its ease. */
test.each([20, 24, 26, 27, 28, 30, 32, 34, 36])(
  'with %i open files allowed gorl says so, and never breaks',
  async (limit) => {
    await using rig = new GorlRig({
      files: talkingApp(),
      node: 'bash',
      nodeArgs: ['-c', `ulimit -n ${limit}; exec "$0" "$@"`, process.execPath],
    });
    rig.start();
    let code: number | undefined;
    const ended = rig.waitForExit(120_000).then((exit) => (code = exit));
    const count = (): number =>
      rig.events.filter(({ type }) => type === 'build-failed' || type === 'process-ready' || type === 'nothing-to-do')
        .length;
    for (const round of [1, 2, 3]) {
      await rig.until('an outcome', 60_000, () => code !== undefined || count() >= round);
      if (code !== undefined) break;
      rig.write('main.go', `${rig.read('main.go')}// ${round}\n`);
    }
    if (code === undefined) {
      expect(rig.events.filter(({ type }) => type === 'build-failed').map((event) => JSON.stringify(event))).toEqual(
        rig.events
          .filter(({ type }) => type === 'build-failed')
          .map(() => expect.stringContaining(`EMFILE): the limit is ${limit}`)),
      );
      rig.signal('SIGTERM');
      await ended;
      expect(code).toBe(143);
    } else {
      expect(code, rig.dump()).toBe(3);
      expect(rig.stderr).toContain('too many open files (EMFILE)');
    }
  },
);
