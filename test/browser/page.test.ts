import { describe, expect, test } from 'vitest';
import type { ConsoleRequest } from '../../src/gateway/live/page-message.ts';
import { waitingPage } from '../../src/gateway/waiting-page.ts';
import { browserTests, expectIn, inTouch, isMarked, mark, reloaded } from '../support/browser-rig.ts';
import type { FakeGateway } from '../support/fake-gateway.ts';
import { buildProblem } from '../support/sample-problems.ts';
import { waitFor } from '../support/wait-for.ts';

const inBrowser = browserTests();
const strict = "default-src 'self'; style-src 'self'; script-src 'self'";
const stale = { type: 'problem', problem: { ...buildProblem, stillServing: true } } as const;

describe('the connection', () => {
  test(
    'is one for ten tabs',
    inBrowser(async ({ gateway, open, loads }) => {
      const pages = await Promise.all(Array.from({ length: 10 }, () => open()));
      for (const page of pages) await inTouch(page);
      expect(gateway.mostStreams).toBe(1);
      gateway.run = 2;
      gateway.send({ type: 'reload', run: 2 });
      for (const page of pages) await expectIn(page, "document.title === 'Run 2'");
      for (const page of pages) await inTouch(page);
      expect(loads('/')).toBe(20);
      expect(gateway.mostStreams).toBe(1);
    }),
  );

  test(
    'is one per visible tab where a policy forbids workers',
    inBrowser(async ({ gateway, open }) => {
      gateway.servePage('/', { headers: { 'Content-Security-Policy': `${strict}; worker-src 'none'` } });
      const page = await inTouch(await open());
      expect(gateway.openStreams).toBe(1);
      await page.evaluate(`(() => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    })()`);
      await waitFor(() => gateway.openStreams === 0);
      gateway.run = 2;
      await page.evaluate(`(() => {
      delete document.visibilityState;
      document.dispatchEvent(new Event('visibilitychange'));
    })()`);
      await expectIn(page, "document.title === 'Run 2'");
      await inTouch(page);
    }),
  );

  test(
    'is one even when the script is there twice',
    inBrowser(async ({ gateway, open }) => {
      gateway.servePage('/', { head: '<script src="/__gorl/client.js?page=first.1"></script>' });
      const page = await inTouch(await open());
      gateway.send(stale);
      await page.locator('gorl-overlay .pill').waitFor();
      expect(await page.locator('gorl-overlay').count()).toBe(1);
      expect(gateway.mostStreams).toBe(1);
    }),
  );
});

describe('a strict policy', () => {
  test(
    'is kept: nothing is refused, and the overlay has its styles',
    inBrowser(async ({ gateway, open, said }) => {
      gateway.servePage('/', {
        headers: { 'Content-Security-Policy': `default-src 'self'; style-src 'self'; script-src 'self' 'nonce-abc'` },
        nonce: 'abc',
        head: '<link rel="icon" href="data:,">',
      });
      const page = await inTouch(await open());
      gateway.send({ type: 'problem', problem: buildProblem });
      const panel = page.locator('gorl-overlay .panel');
      await panel.waitFor();
      const border =
        "getComputedStyle(document.querySelector('gorl-overlay').shadowRoot.querySelector('.panel')).borderTopWidth";
      expect(await page.evaluate(border)).toBe('3px');
      expect(said.filter((text) => /gorl/.test(text))).toEqual([]);
    }),
  );
});

describe('stylesheets', () => {
  const css = (gateway: FakeGateway, color: string) =>
    gateway.serve('/site.css', { headers: { 'Content-Type': 'text/css' }, body: `h1 { color: ${color} }` });
  const head = '<link rel="stylesheet" href="/site.css?v=1"><link rel="stylesheet" href="/other.css">';
  const color = "getComputedStyle(document.querySelector('h1')).color";

  test(
    'are swapped without a reload',
    inBrowser(async ({ gateway, open, loads }) => {
      css(gateway, 'red');
      gateway.servePage('/', { head });
      const page = await inTouch(await open());
      await mark(page);
      css(gateway, 'blue');
      gateway.send({ type: 'styles', names: ['site.css'] });
      await expectIn(page, `${color} === 'rgb(0, 0, 255)'`);
      await expectIn(page, "document.querySelectorAll('link').length === 2");
      expect(await isMarked(page)).toBe(true);
      expect([loads('/'), loads('/other.css')]).toEqual([1, 1]);
    }),
  );

  test(
    'that the page does not link, or another imports, reload it',
    inBrowser(async ({ gateway, open, loads }) => {
      css(gateway, 'red');
      gateway.serve('/other.css', { headers: { 'Content-Type': 'text/css' }, body: '@import "base.css";' });
      gateway.serve('/base.css', { headers: { 'Content-Type': 'text/css' }, body: '' });
      gateway.servePage('/', { head });
      const page = await inTouch(await open());
      for (const names of [['unknown.css'], ['site.css', 'base.css']]) {
        await mark(page);
        gateway.send({ type: 'styles', names });
        await reloaded(page);
      }
      expect(loads('/')).toBe(3);
    }),
  );
});

describe('what goes wrong in the page', () => {
  const seen = (gateway: FakeGateway): readonly ConsoleRequest[] =>
    gateway.requestsFor('/__gorl/console').map(({ body }) => JSON.parse(body) as ConsoleRequest);
  const script = (gateway: FakeGateway, text: string): void => {
    gateway.serve('/app.js', { headers: { 'Content-Type': 'text/javascript' }, body: text });
    gateway.servePage('/', { body: '<script src="/app.js"></script>' });
  };

  test(
    'is passed on, with its place',
    inBrowser(async ({ gateway, open, said }) => {
      script(
        gateway,
        `console.error('%s items', 3, { a: 1 });
       Promise.reject(new TypeError('nobody caught this'));
       setTimeout(function later() { null.x });`,
      );
      await open('/?secret=1#x');
      await waitFor(() => seen(gateway).length === 3);
      const [printed, rejection, error] = ['console', 'rejection', 'error'].map((kind) =>
        seen(gateway).find((entry) => entry.kind === kind),
      );
      expect(printed).toMatchObject({ message: '3 items {"a":1}', page: `${gateway.origin}/` });
      expect(printed?.stack).toMatch(/^\s+at .*\/app\.js:1:9/);
      expect(rejection).toMatchObject({ message: 'TypeError: nobody caught this' });
      expect(error?.message).toMatch(/^Uncaught TypeError/);
      expect(error?.stack).toMatch(/at later .*\/app\.js:3:/);
      expect(gateway.requestsFor('/__gorl/console').every(({ token }) => token === 'the-token')).toBe(true);
      expect(said).toContain('%s items 3 {a: 1}');
    }),
  );

  test(
    'is passed on five times a second',
    inBrowser(async ({ gateway, open }) => {
      script(gateway, 'for (let i = 0; i < 50; i++) console.error(i)');
      const page = await inTouch(await open());
      await waitFor(() => seen(gateway).length === 5);
      await page.evaluate("fetch('/barrier')");
      expect(
        seen(gateway)
          .map(({ message }) => message)
          .toSorted(),
      ).toEqual(['0', '1', '2', '3', '4']);
    }),
  );

  test(
    'stays in the browser when gorl does not want it',
    inBrowser(async ({ gateway, open }) => {
      gateway.console = false;
      script(gateway, "console.error('unwanted')");
      const page = await inTouch(await open());
      await page.evaluate("console.error('unwanted'); fetch('/barrier')");
      expect(seen(gateway)).toEqual([]);
    }),
  );
});

describe('the waiting page', () => {
  test(
    'shows what goes on under its own policy, and makes place for the app',
    inBrowser(async ({ gateway, open, said }) => {
      gateway.run = 0;
      gateway.serve('/', waitingPage({ session: 'first', run: 0, doing: 'building' }));
      gateway.serve('/favicon.ico', { body: '' });
      const page = await open();
      expect(await page.locator('h1').innerText()).toBe('Building…');
      await waitFor(() => gateway.openStreams === 1);
      gateway.send({ type: 'problem', problem: buildProblem });
      const curtain = page.getByRole('dialog');
      await curtain.waitFor();
      await page.keyboard.press('Escape');
      expect(await curtain.isVisible()).toBe(true);
      gateway.servePage('/');
      gateway.run = 1;
      gateway.send({ type: 'reload', run: 1 });
      await expectIn(page, "document.title === 'Run 1'");
      await inTouch(page);
      expect(said.filter((text) => !text.includes('503'))).toEqual([]);
    }),
  );
});
