import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, type TestContext } from 'vitest';
import { browserAppFiles } from './browser-app.ts';
import { findChromium, launchChromium, noChromium } from './chromium.ts';
import { closeContext } from './close-context.ts';
import { freePort } from './free-port.ts';
import { PagesRig } from './pages-rig.ts';

export interface RealBrowserRig {
  readonly gorl: PagesRig;
  readonly context: BrowserContext;
  /** Opens a page of the app in a new tab, through gorl. */
  open(path?: string): Promise<Page>;
  /** What pages said in the console, and errors that nobody caught. */
  readonly said: readonly string[];
}

export interface RealOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: (rig: PagesRig) => Readonly<Record<string, string>>;
  /** Before gorl starts. */
  readonly prepare?: (rig: PagesRig) => void;
  /** Keys of `[proxy]`. */
  readonly proxy?: string;
  /** The app does not answer at first. */
  readonly isBroken?: boolean;
}

type Body = (context: TestContext) => Promise<void>;

/** As `browserTests`, against a gorl with an app in Go: `test('…', withGorl(async (rig) => …))`. */
export function realBrowserTests(): (body: (rig: RealBrowserRig) => Promise<void>, options?: RealOptions) => Body {
  const executable = findChromium();
  let browser: Promise<Browser> | undefined;
  afterAll(async () => (await browser)?.close());
  return (body, { files = {}, env = () => ({}), prepare, proxy = '', isBroken = false } = {}) =>
    async ({ skip }) => {
      if (executable === undefined) return skip(noChromium);
      browser ??= launchChromium(executable);
      const config = `[proxy]\nenabled = true\nproxy_port = ${await freePort()}\n${proxy}`;
      await using gorl = new PagesRig({ files: { ...browserAppFiles(), '.air.toml': config, ...files } });
      prepare?.(gorl);
      await gorl.begin(env(gorl), isBroken ? 'broken' : 'answers');
      const context = await (await browser).newContext({ ignoreHTTPSErrors: true });
      context.setDefaultTimeout(40_000);
      const said: string[] = [];
      context.on('console', (message) => said.push(message.text()));
      context.on('weberror', (error) => said.push(error.error().message));
      const open = async (path = '/'): Promise<Page> => {
        const page = await context.newPage();
        await page.goto(gorl.proxyOrigin + path);
        return page;
      };
      try {
        await body({ gorl, context, open, said });
      } finally {
        await closeContext(context);
      }
    };
}
