import { describe, expect, test } from 'vitest';
import { browserTests, inTouch } from '../support/browser-rig.ts';
import { buildProblem, panicProblem } from '../support/sample-problems.ts';
import { waitFor } from '../support/wait-for.ts';

const inBrowser = browserTests();
const stale = { ...buildProblem, stillServing: true };

describe('the overlay', () => {
  test(
    'shows every error with its source, and goes when all is well',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      gateway.send({ type: 'problem', problem: buildProblem });
      const curtain = page.getByRole('dialog', { name: 'Build failed 2 errors' });
      await curtain.waitFor();
      expect(await curtain.locator('.message').allInnerTexts()).toEqual([
        'undefined: greting',
        'not enough arguments in call to s.store.Put',
      ]);
      expect(await curtain.locator('.more').innerText()).toBe('have (string)\nwant (string, Entry)');
      expect(await curtain.locator('.places li').innerText()).toContain('internal/store/store.go:88:17');
      expect(await curtain.locator('.row.meant .gutter').first().innerText()).toBe('23');
      expect(await curtain.locator('mark').allInnerTexts()).toEqual(['greting', ')']);
      expect(await curtain.locator('details').getAttribute('open')).toBeNull();
      gateway.send({ type: 'fine' });
      await curtain.waitFor({ state: 'hidden' });
      expect(await page.locator('gorl-overlay .pill').isVisible()).toBe(false);
    }),
  );

  test(
    'shows a panic with the frames before what the runtime says',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      gateway.send({ type: 'problem', problem: panicProblem });
      const curtain = page.getByRole('dialog', { name: 'The app crashed exit code 2' });
      await curtain.waitFor();
      expect(await curtain.locator('.places .what').allInnerTexts()).toEqual([
        'main.(*Server).checkout',
        'main.(*Server).ServeHTTP',
        'created by net/http.(*Server).Serve',
      ]);
      expect(await curtain.locator('summary').innerText()).toBe('Runtime 2 lines');
      expect(await curtain.locator('.hint').innerText()).toContain('The app starts again');
    }),
  );

  test(
    'reads no text as HTML',
    inBrowser(async ({ gateway, open, said }) => {
      const page = await inTouch(await open());
      const text = '<img src=x onerror="console.log(1)">';
      gateway.send({ type: 'problem', problem: { ...panicProblem, title: text, diagnostics: [], output: text } });
      await page.getByRole('dialog').waitFor();
      expect(await page.locator('gorl-overlay h1 small').innerText()).toBe(text);
      expect(await page.locator('gorl-overlay pre').innerText()).toBe(text);
      expect(await page.locator('img').count()).toBe(0);
      expect(said).not.toContain('1');
    }),
  );

  test(
    'obeys the keyboard: next, previous, open, close, and the toast brings it back',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      gateway.send({ type: 'problem', problem: buildProblem });
      const focused = page.locator('gorl-overlay :focus');
      const isAt = (text: string) => waitFor(async () => (await focused.innerText()) === text);
      await page.getByRole('dialog').waitFor();
      await isAt('internal/web/handler.go:23:30');
      await page.keyboard.press('ArrowDown');
      await isAt('main.go:41:18');
      await page.keyboard.press('j');
      await isAt('internal/web/handler.go:23:30');
      await page.keyboard.press('k');
      await isAt('main.go:41:18');
      await page.keyboard.press('Enter');
      await waitFor(() => gateway.requestsFor('/__gorl/open').length === 1);
      expect(JSON.parse(gateway.requestsFor('/__gorl/open')[0]?.body ?? '')).toEqual({
        file: 'main.go',
        line: 41,
        column: 18,
      });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.locator('gorl-overlay .pill').click();
      await page.getByRole('dialog').waitFor();
    }),
  );

  test(
    'hides its keys from the app',
    inBrowser(async ({ gateway, open }) => {
      gateway.serve('/app.js', {
        headers: { 'Content-Type': 'text/javascript' },
        body: 'window.keys = []; document.addEventListener("keydown", ({ key }) => keys.push(key));',
      });
      gateway.servePage('/', { head: '<script src="/app.js"></script>' });
      const page = await inTouch(await open());
      await page.keyboard.press('x');
      gateway.send({ type: 'problem', problem: buildProblem });
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('j');
      expect(await page.evaluate('keys')).toEqual(['x']);
    }),
  );

  test(
    'opens a place with the token, and shows why it was refused',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      gateway.send({ type: 'problem', problem: panicProblem });
      await page.locator('gorl-overlay .places .place').first().click();
      await waitFor(() => gateway.requestsFor('/__gorl/open').length === 1);
      expect(gateway.requestsFor('/__gorl/open')[0]).toMatchObject({ method: 'POST', token: 'the-token' });
      gateway.serve('/__gorl/open', { status: 403, body: 'no editor: set GORL_EDITOR' });
      await page.locator('gorl-overlay .place').first().click();
      const refused = page.locator('gorl-overlay .refused');
      await refused.filter({ hasText: 'no editor: set GORL_EDITOR' }).waitFor();
    }),
  );

  test(
    'is a toast while an older process serves',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      gateway.send({ type: 'problem', problem: stale });
      const toast = page.locator('gorl-overlay .pill');
      await toast.waitFor();
      expect(await toast.innerText()).toMatch(/Build failed\s+2 errors · showing the last good build/);
      expect(await page.getByRole('dialog').isVisible()).toBe(false);
      gateway.send({ type: 'building' });
      await toast.filter({ hasText: 'Building…' }).locator('.busy').waitFor();
      await toast.click();
      await page.getByRole('dialog').waitFor();
      gateway.send({ type: 'fine' });
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await toast.waitFor({ state: 'hidden' });
    }),
  );

  test(
    'goes when gorl comes back and nothing is wrong, and tells a new tab',
    inBrowser(async ({ gateway, open }) => {
      gateway.standing = [{ type: 'problem', problem: stale }];
      const page = await open();
      const toast = page.locator('gorl-overlay .pill');
      await toast.waitFor();
      const later = await open();
      await later.locator('gorl-overlay .pill').waitFor();
      await gateway.stop();
      gateway.standing = [];
      await gateway.start();
      await toast.waitFor({ state: 'hidden' });
      await later.locator('gorl-overlay .pill').waitFor({ state: 'hidden' });
      expect(gateway.streamsOpened).toBe(2);
    }),
  );
});
