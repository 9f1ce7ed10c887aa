import { chmodSync, existsSync, realpathSync } from 'node:fs';
import { expect, test } from 'vitest';
import { browserApp } from '../support/browser-app.ts';
import { expectIn, inTouch, isMarked, mark, reloaded } from '../support/browser-rig.ts';
import { certificate } from '../support/certificate.ts';
import { realBrowserTests } from '../support/real-browser-rig.ts';
import { waitFor } from '../support/wait-for.ts';

const withGorl = realBrowserTests();
const slow = { timeout: 180_000 };
const title = (version: string): string => `document.title === '${version}'`;
const color = "getComputedStyle(document.querySelector('h1')).color";

const editor = `#!/bin/sh
echo "$*" >"$EDITED.part"
mv "$EDITED.part" "$EDITED"
`;

test(
  'a day: style, a build, an error with its toast and the editor, a fix, a panic',
  slow,
  withGorl(
    async ({ gorl, open }) => {
      await gorl.known();
      const page = await inTouch(await open());
      await mark(page);
      gorl.write('static/site.css', 'h1 { color: rgb(0, 0, 255) }\n');
      await expectIn(page, `${color} === 'rgb(0, 0, 255)'`);
      expect(await isMarked(page)).toBe(true);
      expect(gorl.events.filter(({ type }) => type === 'process-started')).toHaveLength(1);

      gorl.write('main.go', browserApp('v2'));
      await expectIn(page, title('v2'));
      await inTouch(page);

      gorl.write('main.go', browserApp('v3', 'fmt.Println(missing)'));
      const toast = page.locator('gorl-overlay .pill');
      await toast.filter({ hasText: 'showing the last good build' }).waitFor();
      expect(await page.title()).toBe('v2');
      await toast.click();
      const curtain = page.getByRole('dialog', { name: 'Build failed 1 error' });
      await curtain.waitFor();
      expect(await curtain.locator('.message').innerText()).toBe('undefined: missing');

      // As a page of another site would do it: without the token.
      const asked = await page.evaluate<number>(
        "fetch('/__gorl/open', { method: 'POST', body: JSON.stringify({ file: 'main.go', line: 1 }) }).then(({ status }) => status)",
      );
      expect(asked).toBe(403);
      expect(existsSync(gorl.path('.bin/edited'))).toBe(false);
      await curtain.locator('.place').click();
      await gorl.until('the editor', 20_000, () => existsSync(gorl.path('.bin/edited')));
      const line =
        browserApp('v3', 'fmt.Println(missing)')
          .split('\n')
          .findIndex((text) => text.includes('missing')) + 1;
      expect(gorl.read('.bin/edited')).toBe(`-g ${realpathSync(gorl.path('main.go'))}:${line}:14\n`);

      gorl.write('main.go', browserApp('v3'));
      await expectIn(page, title('v3'));
      await inTouch(page);
      expect(await page.locator('gorl-overlay .pill').isVisible()).toBe(false);

      await page.evaluate("fetch('/crash')");
      const crashed = page.getByRole('dialog', { name: /^The app crashed/ });
      await crashed.waitFor();
      expect(await crashed.locator('.message').innerText()).toContain('assignment to entry in nil map');
      gorl.write('main.go', browserApp('v4'));
      await expectIn(page, title('v4'));
      await crashed.waitFor({ state: 'hidden' });
    },
    {
      files: { '.bin/code': editor },
      prepare: (gorl) => chmodSync(gorl.path('.bin/code'), 0o755),
      env: (gorl) => ({ GORL_EDITOR: gorl.path('.bin/code'), EDITED: gorl.path('.bin/edited') }),
    },
  ),
);

test(
  'ten tabs are reloaded by a save, and by a gorl that is started anew underneath',
  slow,
  withGorl(async ({ gorl, open }) => {
    const pages = await Promise.all(Array.from({ length: 10 }, () => open()));
    for (const page of pages) await inTouch(page);
    gorl.write('main.go', browserApp('v2'));
    for (const page of pages) await expectIn(page, title('v2'));
    for (const page of pages) await inTouch(page);

    const [first] = pages;
    if (first === undefined) throw new Error('no page');
    await first.bringToFront();
    await mark(first);
    gorl.signal('SIGTERM');
    await gorl.waitForExit();
    gorl.write('main.go', browserApp('v3'));
    gorl.start();
    await reloaded(first);
    await expectIn(first, title('v3'));
  }),
);

test(
  'over TLS, by HTTP/2: reloaded by a save, an error shown, and led there from http',
  slow,
  withGorl(
    async ({ gorl, open, context }) => {
      const page = await inTouch(await open());
      const protocol = 'performance.getEntriesByType("navigation")[0].nextHopProtocol';
      expect([await page.evaluate(protocol), new URL(page.url()).protocol]).toEqual(['h2', 'https:']);
      gorl.write('main.go', browserApp('v2', 'fmt.Println(missing)'));
      await page.locator('gorl-overlay .pill').waitFor();
      gorl.write('main.go', browserApp('v2'));
      await expectIn(page, title('v2'));
      await inTouch(page);
      const plain = await context.newPage();
      await plain.goto(`http://localhost:${gorl.proxyPort}/`);
      expect([plain.url(), await plain.title()]).toEqual([`https://localhost:${gorl.proxyPort}/`, 'v2']);
    },
    { proxy: `cert = "${certificate.cert}"\nkey = "${certificate.key}"\n` },
  ),
);

test(
  'a form with a file is sent once, and its answer is not sent again unasked',
  slow,
  withGorl(async ({ gorl, open }) => {
    const page = await inTouch(await open('/upload'));
    await page.locator('[name=note]').fill('two words');
    await page.locator('[name=file]').setInputFiles({
      ...{ name: 'cart.bin', mimeType: 'application/octet-stream' },
      buffer: Buffer.alloc(300_000, 1),
    });
    await page.locator('button').click();
    const got = page.locator('#got');
    await got.waitFor();
    expect(await got.innerText()).toBe('cart.bin 300000 two words 1');
    await inTouch(page);
    gorl.write('main.go', browserApp('v2'));
    await page.locator('gorl-overlay .pill').filter({ hasText: 'came from a form' }).waitFor();
    expect([await page.title(), await got.innerText()]).toEqual(['v1', 'cart.bin 300000 two words 1']);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.locator('gorl-overlay .pill').click();
    await expectIn(page, title('v2'));
    expect(await got.innerText()).toBe('cart.bin 300000 two words 1');
  }),
);

test(
  'htmx gets its fragments as they are, and the page around them is reloaded',
  slow,
  withGorl(async ({ gorl, open, said }) => {
    const page = await inTouch(await open('/htmx'));
    const answers: Promise<string>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('/fragment')) answers.push(response.text());
    });
    await page.locator('button').click();
    await page.locator('#fragment').filter({ hasText: 'v1' }).waitFor();
    expect(await Promise.all(answers)).toEqual(['<!-- true --><p id=fragment>v1</p>']);
    gorl.write('main.go', browserApp('v2'));
    await expectIn(page, title('v2'));
    await inTouch(page);
    await page.locator('button').click();
    await page.locator('#fragment').filter({ hasText: 'v2' }).waitFor();
    expect(said.filter((text) => !text.includes('ERR_'))).toEqual([]);
  }),
);

test(
  'a strict policy is kept, and a page under it reloads, swaps, and shows errors',
  slow,
  withGorl(async ({ gorl, open, said }) => {
    await gorl.known();
    const page = await inTouch(await open('/strict'));
    await mark(page);
    gorl.write('static/site.css', 'h1 { color: rgb(0, 0, 255) }\n');
    await expectIn(page, `${color} === 'rgb(0, 0, 255)'`);
    expect(await isMarked(page)).toBe(true);
    gorl.write('main.go', browserApp('v2', 'fmt.Println(missing)'));
    await page.locator('gorl-overlay .pill').waitFor();
    gorl.write('main.go', browserApp('v2'));
    await expectIn(page, title('v2'));
    await inTouch(page);
    expect(said).toEqual([]);
  }),
);

test(
  'what goes wrong in a page is in the terminal, with its place',
  slow,
  withGorl(async ({ gorl, open }) => {
    await open('/broken');
    const lines = (): readonly string[] =>
      gorl.stderr.split('\n').flatMap((line) => / browser {3}(.*)/.exec(line)?.[1] ?? []);
    await waitFor(() => lines().length === 2);
    expect(lines().toSorted()).toEqual([
      expect.stringMatching(/^Uncaught TypeError: .* - \/static\/broken.js:2:13 - on \/broken$/),
      'console.error: sold 3 - /static/broken.js:4:9 - on /broken',
    ]);
  }),
);

test(
  'with nothing to serve, the page shows why, and becomes the app',
  slow,
  withGorl(
    async ({ gorl, open }) => {
      const page = await open();
      const curtain = page.getByRole('dialog', { name: 'Build failed 1 error' });
      await curtain.waitFor();
      expect(await curtain.locator('.message').innerText()).toBe('undefined: missing');
      gorl.write('main.go', browserApp('v1'));
      await expectIn(page, title('v1'));
      await inTouch(page);
    },
    { files: { 'main.go': browserApp('v0', 'fmt.Println(missing)') }, isBroken: true },
  ),
);
