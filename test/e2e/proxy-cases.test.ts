import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cases } from '../proxy-cases/cases.ts';
import { compare } from '../proxy-cases/compare.ts';
import { doorsOf, type Doors } from '../proxy-cases/proxied-app.ts';
import { short } from '../proxy-cases/proxy-case.ts';
import { GorlRig } from '../support/gorl-rig.ts';

/** The short form of `npm run proxy-cases`: each case asked of a real app directly, and through gorl. */
describe('through the proxy as without it', () => {
  let rig: GorlRig;
  let doors: Doors;

  beforeAll(async () => {
    rig = new GorlRig({ from: 'fixtures/proxy-cases', args: ['--proxy'] }).start();
    await rig.waitForEvent('process-ready');
    doors = await doorsOf('gorl', Number(rig.proxyPort), rig.pid);
  });

  afterAll(() => rig[Symbol.asyncDispose]());

  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(60);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  test.for(cases)('$name', async (each, { skip }) => {
    if (each.needsHttp2 === true && !doors.hasHttp2) return skip('Go before 1.24 has no HTTP/2 without TLS');
    expect(await compare(each, doors, short)).toEqual([]);
    return undefined;
  });
});
