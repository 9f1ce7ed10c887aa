/** A form's event is followed by the page's unload event at once, or by none: a script sends the form, or another tab. */
const submitToUnloadMs = 1_000;
/** How long a page that was asked to reload waits for the one it is about to make place for. */
const linkPatienceMs = 5_000;
const formPatienceMs = 60_000;

let submittedAt = -Infinity;
let patienceMs = 0;

/**
 * Notices that the page is on its way to another. To reload it then would take back what the user has just done: follow
 * a link, send a form. No event tells when nothing comes of it (a download, an answer without content), hence the patience.
 */
export function watchLeaving(): void {
  addEventListener('submit', (event) => {
    if (!event.defaultPrevented) submittedAt = performance.now();
  });
  addEventListener('beforeunload', () => {
    patienceMs = performance.now() - submittedAt < submitToUnloadMs ? formPatienceMs : linkPatienceMs;
  });
  addEventListener('pagehide', () => (patienceMs = Infinity));
  addEventListener('pageshow', stay);
}

/** How long to wait before the page may be reloaded: 0 when it is going nowhere, `Infinity` when it is gone. */
export function leavingForMs(): number {
  if (patienceMs > 0) return patienceMs;
  return performance.now() - submittedAt < submitToUnloadMs ? submitToUnloadMs : 0;
}

/** Nothing came of it. */
export function stay(): void {
  patienceMs = 0;
  submittedAt = -Infinity;
}
