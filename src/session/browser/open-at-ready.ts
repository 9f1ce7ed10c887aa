import { FirstPage } from './first-page.ts';
import { openBrowser, type BrowserDeps } from './open-browser.ts';
import type { SessionOptions } from '../session.ts';

type SessionReporting = SessionOptions['reporting'];

/** The same reporting, which opens the browser when it hears of the first page. */
export function openAtReady(reporting: SessionReporting, deps: Omit<BrowserDeps, 'reporter'>): SessionReporting {
  const page = new FirstPage();
  return {
    ...reporting,
    report(report, service) {
      reporting.report(report, service);
      const url = page.told(report);
      if (url !== undefined) void openBrowser(url, { ...deps, reporter: reporting });
    },
  };
}
