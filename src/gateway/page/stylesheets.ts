import { ownFileName } from './cache.ts';

/**
 * Loads the stylesheets with these file names anew, each beside its predecessor, which goes when the new one is there:
 * nobody sees the page without. False when the page has to be reloaded instead: it links none of them, or a stylesheet
 * of the page imports one, and the browser would take that from its cache.
 */
export function swapStylesheets(names: readonly string[]): boolean {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="stylesheet" i][href]')];
  const meant = links.filter(({ href }) => names.includes(ownFileName(href)));
  const isImported = [...document.styleSheets].some((sheet) => importsOf(sheet).some((name) => names.includes(name)));
  if (meant.length === 0 || isImported) return false;
  for (const link of meant) swap(link);
  return true;
}

function swap(link: HTMLLinkElement): void {
  const url = new URL(link.href);
  url.searchParams.set('gorl', String(Date.now()));
  const next = link.cloneNode() as HTMLLinkElement;
  next.href = url.href;
  next.removeAttribute('integrity'); // of the file as it was
  next.addEventListener('load', () => link.remove());
  next.addEventListener('error', () => next.remove());
  link.after(next);
}

function importsOf(sheet: CSSStyleSheet): readonly string[] {
  try {
    return [...sheet.cssRules].flatMap((rule) =>
      rule instanceof CSSImportRule
        ? [
            ownFileName(new URL(rule.href, sheet.href ?? document.baseURI).href),
            ...(rule.styleSheet === null ? [] : importsOf(rule.styleSheet)),
          ]
        : [],
    );
  } catch {
    return []; // another origin's rules are nobody's business
  }
}
