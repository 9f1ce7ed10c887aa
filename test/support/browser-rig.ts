import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type TestContext, afterAll } from 'vitest';
import { findChromium, launchChromium, noChromium } from './chromium.ts';
import { FakeGateway } from './fake-gateway.ts';
import { closeContext } from './close-context.ts';
import { waitFor } from './wait-for.ts';

export interface BrowserRig {
  readonly gateway: FakeGateway;
  readonly context: BrowserContext;
  /** Opens a page in a new tab. Path: default `/`. */
  open(path?: string): Promise<Page>;
  /** How often the page of this path was asked for. */
  loads(path: string): number;
  /** What pages said in the console, and errors that nobody caught. */
  readonly said: readonly string[];
}

type Body = (context: TestContext) => Promise<void>;

/** The tests of one file in one browser, each with a profile and a gateway of its own: `test('…', inBrowser(async (rig) => …))`. */
export function browserTests(): (body: (rig: BrowserRig) => Promise<void>, options?: BrowserContextOptions) => Body {
  const executable = findChromium();
  let browser: Promise<Browser> | undefined;
  afterAll(async () => (await browser)?.close());
  return (body, options = {}) =>
    async ({ skip }) => {
      if (executable === undefined) return skip(noChromium);
      browser ??= launchChromium(executable);
      const context = await (await browser).newContext(options);
      context.setDefaultTimeout(15_000); // shorter than the test's, so that a failure names what it waited for
      const gateway = new FakeGateway();
      gateway.servePage('/');
      await gateway.start();
      const said: string[] = [];
      context.on('console', (message) => said.push(message.text()));
      context.on('weberror', (error) => said.push(error.error().message));
      const open = async (path = '/'): Promise<Page> => {
        const page = await context.newPage();
        await page.goto(gateway.origin + path);
        return page;
      };
      try {
        await body({ gateway, context, open, said, loads: (path) => gateway.requestsFor(path).length });
      } finally {
        await closeContext(context);
        await gateway.stop();
      }
    };
}

/** Waits until an expression expectIn in the page, over reloads; throws after 30 s. Needs no `eval` in the page, which its policy may forbid. */
export function expectIn(page: Page, expression: string): Promise<void> {
  return waitFor(() => evaluated<boolean>(page, expression).catch(() => false), { intervalMs: 20 });
}

/** A page that is about to make place for another may never answer. */
async function evaluated<T>(page: Page, expression: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the page does not answer: ${expression}`)), answerMs);
  });
  try {
    return await Promise.race([page.evaluate<T>(expression), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Longer than a busy machine stands still. */
const answerMs = 5000;

/** Waits until gorl's script in the page has had its first `hello`, and found the page to be of the newest run. */
export async function inTouch(page: Page): Promise<Page> {
  await expectIn(page, "sessionStorage.getItem('gorl-reloads') === ''");
  return page;
}

/** Leaves a mark that a reload takes away. */
export async function mark(page: Page): Promise<void> {
  await evaluated(page, "globalThis.isMarked = true; sessionStorage.setItem('gorl-reloads', 'asked for')");
}

export function isMarked(page: Page): Promise<boolean> {
  return evaluated(page, "'isMarked' in globalThis");
}

/** Waits until the page that was marked has made place for another, which is in touch. */
export async function reloaded(page: Page): Promise<void> {
  await expectIn(page, "!('isMarked' in globalThis)");
  await inTouch(page);
}
