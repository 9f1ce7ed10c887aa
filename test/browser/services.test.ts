import { describe, expect, test } from 'vitest';
import { browserTests, inTouch } from '../support/browser-rig.ts';
import { buildProblem, panicProblem } from '../support/sample-problems.ts';
import { waitFor } from '../support/wait-for.ts';

const inBrowser = browserTests();
const ofApi = { type: 'problem', service: 'api', problem: panicProblem } as const;
const ofWeb = { type: 'problem', service: 'web', problem: buildProblem } as const;

describe('a page of one of several services', () => {
  test(
    'is covered by what is wrong with its own; of another one it shows a line',
    inBrowser(async ({ gateway, open }) => {
      gateway.servePage('/', { script: '&service=web' });
      const page = await inTouch(await open());
      const pill = page.locator('gorl-overlay .pill');
      const curtain = page.getByRole('dialog');
      gateway.send(ofApi);
      await pill.waitFor();
      expect(await pill.innerText()).toContain('The app crashed');
      expect(await curtain.isVisible()).toBe(false);
      await pill.click();
      await curtain.waitFor();
      await page.keyboard.press('Escape');
      await pill.waitFor();
      gateway.send(ofWeb);
      await page.getByRole('dialog', { name: 'Build failed 2 errors' }).waitFor();
      await page.keyboard.press('Escape');
      // What was put aside stays so, whatever happens to another service.
      gateway.send({ type: 'fine', service: 'api' }, ofApi, { type: 'building', service: 'api' });
      await waitFor(async () => (await pill.innerText()).includes('Build failed'));
      expect(await curtain.isVisible()).toBe(false);
      gateway.send({ type: 'fine', service: 'web' });
      await waitFor(async () => (await pill.innerText()).includes('The app crashed'));
      gateway.send({ type: 'building', service: 'api' });
      await pill.getByText('Building…').waitFor();
      gateway.send({ type: 'fine', service: 'api' });
      await pill.waitFor({ state: 'hidden' });
    }),
  );

  test(
    'that is opened later hears of all of them',
    inBrowser(async ({ gateway, open }) => {
      gateway.servePage('/', { script: '&service=web' });
      gateway.servePage('/api', { script: '&service=api' });
      const page = await inTouch(await open());
      gateway.send(ofApi, { ...ofWeb, problem: { ...buildProblem, stillServing: true } });
      await page.locator('gorl-overlay .pill').waitFor();
      const other = await open('/api');
      await other.getByRole('dialog', { name: 'The app crashed exit code 2' }).waitFor();
      expect(gateway.streamsOpened).toBe(1);
    }),
  );

  test(
    'that waits for it is not loaded anew because another one is fine',
    inBrowser(async ({ gateway, open, loads }) => {
      gateway.servePage('/', { script: '&service=api&waiting' });
      gateway.standing = [ofApi];
      const page = await open();
      const curtain = page.getByRole('dialog', { name: 'The app crashed exit code 2' });
      await curtain.waitFor();
      gateway.send(ofWeb, { type: 'fine', service: 'web' }, { ...ofApi, problem: { ...panicProblem, title: 'again' } });
      await page.getByRole('dialog', { name: 'The app crashed again' }).waitFor();
      expect(loads('/')).toBe(1);
      gateway.standing = [];
      gateway.send({ type: 'fine', service: 'api' });
      await waitFor(() => loads('/') === 2);
    }),
  );
});
