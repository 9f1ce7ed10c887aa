import { describe, expect, test } from 'vitest';
import { browserTests, expectIn, inTouch, isMarked, mark, reloaded } from '../support/browser-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const inBrowser = browserTests();
const title = (text: string) => `document.title === '${text}'`;

describe('a page', () => {
  test(
    'loads itself anew when another run answers',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      gateway.run = 2;
      gateway.send({ type: 'reload', run: 2 });
      await expectIn(page, title('Run 2'));
      await inTouch(page);
    }),
  );

  test(
    'loads itself anew when somebody asks for it',
    inBrowser(async ({ gateway, open, loads }) => {
      const page = await inTouch(await open());
      await mark(page);
      gateway.send({ type: 'reload' });
      await reloaded(page);
      expect(loads('/')).toBe(2);
    }),
  );

  test(
    'of the run that answers stays',
    inBrowser(async ({ gateway, open, loads }) => {
      const page = await inTouch(await open());
      await mark(page);
      gateway.run = 2;
      const newer = await open();
      await expectIn(newer, title('Run 2'));
      await mark(newer);
      gateway.send({ type: 'reload', run: 2 });
      await expectIn(page, title('Run 2'));
      await inTouch(page);
      expect(await isMarked(page)).toBe(false);
      expect(await isMarked(newer)).toBe(true);
      expect(loads('/')).toBe(3);
    }),
  );

  test(
    'that was made by an earlier run hears so from hello',
    inBrowser(async ({ gateway, open }) => {
      gateway.serve('/old', {
        headers: { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' },
        body: '<title>old</title><script src="/__gorl/client.js?page=first.1"></script>',
      });
      gateway.run = 5;
      const page = await open('/old');
      await waitFor(() => gateway.requestsFor('/old').length === 2);
      gateway.servePage('/old');
      await expectIn(page, title('Run 5'));
    }),
  );

  test(
    'of another session loads itself anew, even with a higher run',
    inBrowser(async ({ gateway, open }) => {
      gateway.run = 9;
      const page = await inTouch(await open());
      await gateway.stop();
      gateway.session = 'second';
      gateway.run = 1;
      await gateway.start();
      await expectIn(page, title('Run 1'));
      await inTouch(page);
    }),
  );

  test(
    'that a cache keeps old is reloaded twice, and then told about',
    inBrowser(async ({ gateway, open, loads, said }) => {
      gateway.serve('/', {
        headers: { 'Content-Type': 'text/html' },
        body: '<script src="/__gorl/client.js?page=first.0"></script>',
      });
      const page = await open();
      await waitFor(() => said.some((text) => text.includes('it comes from a cache')));
      expect(loads('/')).toBe(3);
      // The next run is worth another try.
      gateway.run = 2;
      gateway.servePage('/');
      gateway.send({ type: 'reload', run: 2 });
      await expectIn(page, title('Run 2'));
      await inTouch(page);
    }),
  );

  test(
    'stays when gorl comes back as it was',
    inBrowser(async ({ gateway, open, loads }) => {
      const page = await inTouch(await open());
      await mark(page);
      await gateway.stop();
      await gateway.start();
      await waitFor(() => gateway.streamsOpened === 2);
      // It is in touch again, and has heard hello before this.
      gateway.send({
        type: 'problem',
        problem: { kind: 'build', title: '', diagnostics: [], output: '', stillServing: true },
      });
      await page.locator('gorl-overlay .pill').waitFor();
      expect(await isMarked(page)).toBe(true);
      expect(loads('/')).toBe(1);
    }),
  );
});

describe('a page that is being left', () => {
  const form = `<form method="post" action="/slow"><input name="a" value="1"><button>Send</button></form>`;

  test(
    'by a form is not reloaded in between',
    inBrowser(async ({ gateway, open, loads }) => {
      gateway.servePage('/', { body: form, head: '<link rel="stylesheet" href="/site.css">' });
      gateway.serve('/site.css', { headers: { 'Content-Type': 'text/css' }, body: '' });
      let answer: (() => void) | undefined;
      gateway.serve('/slow', (_request, response) => {
        answer = () => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>sent</title>');
      });
      const page = await inTouch(await open());
      await page.click('button', { noWaitAfter: true });
      await waitFor(() => answer !== undefined);
      gateway.run = 2;
      gateway.send({ type: 'reload', run: 2 }, { type: 'reload' });
      // It has heard: it does what it was told after that.
      gateway.send({ type: 'styles', names: ['site.css'] });
      await waitFor(() => loads('/site.css') >= 2);
      answer?.();
      await expectIn(page, title('sent'));
      expect(gateway.requestsFor('/slow').map(({ method, body }) => [method, body])).toEqual([['POST', 'a=1']]);
      expect(loads('/')).toBe(1);
    }),
  );

  test(
    'by a form that a script sends is reloaded',
    inBrowser(async ({ gateway, open, loads }) => {
      gateway.servePage('/', { body: `${form}<script src="/app.js"></script>` });
      gateway.serve('/app.js', {
        headers: { 'Content-Type': 'text/javascript' },
        body: "document.querySelector('form').addEventListener('submit', (event) => event.preventDefault())",
      });
      const page = await inTouch(await open());
      await mark(page);
      await page.click('button');
      gateway.send({ type: 'reload' });
      await reloaded(page);
      expect(loads('/')).toBe(2);
    }),
  );
});

describe('a page that answered a form', () => {
  test(
    'is not sent again unasked',
    inBrowser(async ({ gateway, open, loads }) => {
      gateway.servePage('/', { body: '<form method="post" action="/form"><button>Send</button></form>' });
      gateway.servePage('/form', { script: '&form' });
      const page = await inTouch(await open());
      await page.click('button');
      // The page that is being left is in touch, too.
      await page.waitForURL('**/form');
      await inTouch(page);
      gateway.run = 2;
      gateway.send({ type: 'reload', run: 2 });
      const toast = page.locator('gorl-overlay .pill');
      await toast.waitFor();
      expect(await toast.innerText()).toContain('came from a form');
      expect(loads('/form')).toBe(1);
    }),
  );

  test(
    'is not sent again unasked when it hears of another run as it comes',
    inBrowser(async ({ gateway, open, loads }) => {
      gateway.servePage('/', { body: '<form method="post" action="/form"><button>Send</button></form>' });
      const byFirst = '<!doctype html><script src="/__gorl/client.js?page=first.1&form"></script>';
      gateway.serve('/form', { headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: byFirst });
      const page = await inTouch(await open());
      await page.clock.install();
      gateway.run = 2;
      await page.click('button');
      await page.waitForURL('**/form');
      // On a stream of its own it has heard so already.
      gateway.send({ type: 'hello', session: 'first', run: 2, token: 'the-token' });
      const toast = page.locator('gorl-overlay .pill');
      await toast.waitFor();
      // Until what `hello` leaves unsaid counts as well.
      await page.clock.runFor(1000);
      expect(await toast.isVisible()).toBe(true);
      expect(loads('/form')).toBe(1);
    }),
  );
});

describe('a tab that nobody looks at', () => {
  const hide = (isHidden: boolean) => `(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${isHidden ? 'hidden' : 'visible'}' });
    document.dispatchEvent(new Event('visibilitychange'));
  })()`;

  test(
    'is reloaded at once when another run answers',
    inBrowser(async ({ gateway, open }) => {
      const page = await inTouch(await open());
      await page.evaluate(hide(true));
      gateway.run = 2;
      gateway.send({ type: 'reload', run: 2 });
      await expectIn(page, title('Run 2'));
    }),
  );

  test(
    'waits until it is seen after gorl was away',
    inBrowser(async ({ gateway, open, loads }) => {
      const hidden = await inTouch(await open());
      const seen = await inTouch(await open());
      await hidden.evaluate(hide(true));
      await gateway.stop();
      gateway.session = 'second';
      gateway.run = 2;
      await gateway.start();
      await expectIn(seen, title('Run 2'));
      await inTouch(seen);
      expect(loads('/')).toBe(3);
      expect(await hidden.title()).toBe('Run 1');
      await hidden.evaluate(hide(false));
      await expectIn(hidden, title('Run 2'));
    }),
  );
});
