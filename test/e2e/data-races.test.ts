import { describe, expect, test } from 'vitest';
import { GorlRig, type RigOptions } from '../support/gorl-rig.ts';
import { noRaceDetector, withRaceDetector } from '../support/race-detector.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const fixture: RigOptions = { from: 'fixtures/data-races' };
const race: RigOptions = { ...fixture, files: withRaceDetector };
const missing = noRaceDetector();

describe('an app with the race detector', () => {
  test('its race is told with both places while it goes on, and keys reach it', async (context) => {
    if (missing !== undefined) context.skip(missing);
    const opened = 'echo "$1" > opened';
    await using rig = new TerminalRig({ ...race, env: { GORL_EDITOR: `sh -c '${opened}' editor` } });
    rig.start(['--', 'main']);
    const { diagnostic, number, run } = await rig.waitForEvent('data-race');
    expect([run, number]).toEqual([1, 1]);
    expect(diagnostic).toMatchObject({
      source: 'race',
      message: expect.stringMatching(
        /^data race: read at main\.go:31 by the main goroutine, previous write at main\.go:53 by goroutine \d+$/,
      ),
      location: { file: 'main.go', line: 31, excerpt: { firstLine: 29 } },
    });
    expect(diagnostic.notes.map(({ location }) => `${location?.file}:${location?.line}`)).toEqual([
      'main.go:53',
      'main.go:28',
    ]);
    await rig.until('the race on the screen', 60_000, () => rig.screen.includes('the race detector found a data race'));
    await rig.until('its source', 60_000, () => rig.screen.includes('fmt.Println(hits)'));
    // The app lives, is ready after that, and the race is still what the keys are about.
    await rig.waitForEvent('process-ready');
    rig.press('e');
    await rig.until('it once more', 60_000, () => rig.screen.includes('problem 1 of 1'));
    rig.press('o');
    await rig.until('the place in the editor', 60_000, () => {
      try {
        return rig.read('opened').includes('main.go');
      } catch {
        return false;
      }
    });
  });

  test('several, the same only once, and what exit code 66 means', async (context) => {
    if (missing !== undefined) context.skip(missing);
    await using rig = new GorlRig(race);
    rig.start(['--', 'many', 'end']);
    const { end, diagnostic } = await rig.waitForEvent('process-exited');
    const races = rig.events.filter((event) => event.type === 'data-race');
    expect(races.map(({ number }) => number)).toEqual(races.map((_, at) => at + 1));
    expect(new Set(races.map((each) => each.diagnostic.message.replaceAll(/ by goroutine \d+/g, ''))).size).toBe(
      races.length,
    );
    expect(races.length).toBeGreaterThan(1);
    expect(end).toEqual({ type: 'code', code: 66 });
    expect(diagnostic?.message).toMatch(new RegExp(`^the race detector found ${races.length} data races`));
    expect(diagnostic?.notes).toHaveLength(races.length);
    await rig.until('that on the screen', 60_000, () => rig.stderr.includes('error: the race detector found'));
  });
});

test('concurrent access to a map is told with its place, and how to learn of the other side', async () => {
  await using rig = new GorlRig(fixture);
  rig.start(['--', 'mapaccess']);
  const { diagnostic, end } = await rig.waitForEvent('process-exited');
  expect(end).toEqual({ type: 'code', code: 2 });
  expect(diagnostic).toMatchObject({
    source: 'panic',
    message: expect.stringMatching(/^fatal error: concurrent map (read and map write|writes)$/),
    location: { file: 'main.go', excerpt: expect.anything() },
    hint: expect.stringContaining('-race'),
  });
  // The line of the access, or, where Go inlines it, of its caller.
  expect([16, 17, 38, 39]).toContain(diagnostic?.location?.line);
  await rig.until('the advice on the screen', 60_000, () => rig.stderr.includes('build with -race'));
});

test('with GOTRACEBACK=all the other goroutine is named', async () => {
  await using rig = new GorlRig({ ...fixture, env: { GOTRACEBACK: 'all' } });
  rig.start(['--', 'mapaccess']);
  const { diagnostic } = await rig.waitForEvent('process-exited');
  expect(diagnostic?.notes.at(-1)).toMatchObject({
    message: expect.stringMatching(/^may be the other side: goroutine \d+ \[/),
    location: { file: 'main.go' },
  });
});

test('a deadlock is told with everybody who waits', async () => {
  await using rig = new GorlRig(fixture);
  rig.start(['--', 'deadlock']);
  const { diagnostic } = await rig.waitForEvent('process-exited');
  expect(diagnostic).toMatchObject({
    message: 'fatal error: all goroutines are asleep - deadlock!',
    location: { file: 'main.go', line: 83 },
    notes: expect.arrayContaining([
      {
        message: 'also waiting: 3 goroutines [chan receive], main.deadlock.func1',
        location: { file: 'main.go', line: 79 },
      },
    ]),
  });
});
