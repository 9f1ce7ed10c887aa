/**
 * Brings what the page has loaded of these files into the browser's cache as they are now. Of an answer that says nothing
 * of caching, a browser believes for a while what it has, and a reload asks only for the page itself.
 *
 * @param names without directories
 */
export async function fetchAnew(names: readonly string[]): Promise<void> {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  const urls = new Set(loaded.filter((url) => names.includes(ownFileName(url))));
  await Promise.allSettled([...urls].map((url) => fetch(url, { cache: 'reload', signal: AbortSignal.timeout(2_000) })));
}

/** '' for another origin's. */
export function ownFileName(href: string): string {
  const { origin, pathname } = new URL(href, document.baseURI);
  const name = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return origin === location.origin ? decodeURIComponent(name) : '';
  } catch {
    return name;
  }
}
