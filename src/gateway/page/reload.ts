import { leavingForMs, stay } from './leaving.ts';

const storageKey = 'gorl-reloads';
const mostInVain = 2;

let isOwed = false;

/** Loads the page anew: at once, or when the link or form it is leaving by has come to nothing. */
export function reload(): void {
  const waitMs = leavingForMs();
  if (waitMs === 0) return location.reload();
  if (isOwed || waitMs === Infinity) return;
  isOwed = true;
  setTimeout(() => {
    isOwed = false;
    if (leavingForMs() === Infinity) return; // gone, and perhaps kept for the back button: `hello` decides then
    stay();
    reload();
  }, waitMs);
}

/**
 * The same because the page is older than `target` (`SESSION.RUN`). A page that is older even after two reloads comes from
 * somebody's cache, and would go on for ever: it stays, and the console says why.
 */
export function reloadFor(target: string): void {
  const wanted = `${target} ${location.href}`;
  const inVain = countOf(wanted);
  if (inVain < mostInVain) {
    remember(`${inVain + 1} ${wanted}`);
    reload();
  } else {
    console.warn(
      `[gorl] This page was made by an older process, even after ${inVain} reloads: it comes from a cache ` +
        '(a service worker, Cache-Control). gorl stops reloading it until the next restart.',
    );
  }
}

/** The page is of the newest process. */
export function forgetReloads(): void {
  remember('');
}

function countOf(wanted: string): number {
  try {
    const [count = '', ...rest] = (sessionStorage.getItem(storageKey) ?? '').split(' ');
    return rest.join(' ') === wanted ? Number(count) : 0;
  } catch {
    // Where nothing can be remembered, one reload has to do.
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return navigation?.type === 'reload' ? mostInVain : 0;
  }
}

function remember(text: string): void {
  try {
    sessionStorage.setItem(storageKey, text);
  } catch {
    // A sandboxed frame, or storage switched off.
  }
}
