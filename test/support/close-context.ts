import type { BrowserContext } from 'playwright-core';

/**
 * Closes the context and its pages. Chromium may leave a page open that is told to close while it changes to another
 * document, and playwright then waits for ever (microsoft/playwright#42366). A page that gorl reloads is such a page, so
 * each goes to where nothing reloads it first.
 */
export async function closeContext(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.goto('about:blank').catch(() => undefined)));
  await context.close();
}
