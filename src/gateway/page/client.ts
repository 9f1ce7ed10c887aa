import type { PageMessage, PageProblem } from '../live/page-message.ts';
import { listen } from './connection.ts';
import { watchLeaving } from './leaving.ts';
import { createOverlay } from './overlay.ts';
import { watchPageErrors } from './page-errors.ts';
import { readPageOrigin } from './page-origin.ts';
import { isOther, shownOf, type ShownProblem } from './problems.ts';
import { fetchAnew } from './cache.ts';
import { forgetReloads, reload, reloadFor } from './reload.ts';
import { requestOpen, setToken } from './request.ts';
import { swapStylesheets } from './stylesheets.ts';
import { showWaiting } from './waiting.ts';
import { runWorker } from './worker.ts';

/** `hello` says that all is well, and the problem there may be follows at once: no reason to flicker. */
const helloToClearMs = 100;

/** The whole client, once per page; `script` is the address it came from. */
function runPage(script: string): void {
  let origin = readPageOrigin(script);
  const ownService = origin?.service;
  const isWaiting = origin?.isWaiting === true;
  const errors = watchPageErrors(script);
  const overlay = createOverlay({
    open: ({ file, line, column }) => requestOpen({ file, line, ...(column === undefined ? {} : { column }) }),
    staysOpen: isWaiting,
  });
  const isFramed = isFramedByPage();
  const problems = new Map<string, PageProblem>();
  let shown: ShownProblem | undefined;
  let clearTimer: ReturnType<typeof setTimeout>;
  watchLeaving();
  if (isWaiting) showWaiting();

  /** `target` when the page is older than that: those reloads are counted. */
  const renew = (target?: string): void => {
    if (origin?.isFormAnswer === true)
      overlay.ask('A newer build answers. This page came from a form: click to send it again.', () =>
        location.reload(),
      );
    else if (target === undefined) reload();
    else reloadFor(target);
  };

  let unseen: string | undefined;
  /** A tab that nobody looks at has missed nothing: after gorl was away, it waits. */
  const renewWhenSeen = (target: string): void => {
    if (document.visibilityState === 'visible') return renew(target);
    unseen = target;
  };
  document.addEventListener('visibilitychange', () => {
    if (unseen === undefined || document.visibilityState !== 'visible') return;
    renew(unseen);
    unseen = undefined;
  });

  const showProblems = (): void => {
    const former = shown?.problem;
    shown = shownOf(problems, ownService);
    if (shown === undefined) overlay.clear();
    // What was put aside stays so, whatever happens to another service.
    else if (shown.problem !== former) overlay.show(shown.problem, shown.isAside);
  };

  const hear = (message: PageMessage): void => {
    if (message.type !== 'styles' && message.type !== 'hello') clearTimeout(clearTimer);
    switch (message.type) {
      case 'hello': {
        const { session, run, token } = message;
        setToken(token);
        if (message.console === false) errors.stop();
        else errors.start();
        origin ??= { session, run, isFormAnswer: false, isWaiting: false };
        clearTimeout(clearTimer);
        problems.clear();
        if (session !== origin.session || run > origin.run) {
          // Now, and not a moment later: what `renew` may ask has to stay.
          showProblems();
          renewWhenSeen(`${session}.${run}`);
          break;
        }
        clearTimer = setTimeout(showProblems, helloToClearMs);
        // gorl's own page is never what was wanted: it may not try for ever.
        if (!origin.isWaiting) forgetReloads();
        break;
      }
      case 'reload':
        if (message.names !== undefined) void fetchAnew(message.names).then(() => renew());
        else if (message.run === undefined) renew();
        else if (origin === undefined || message.run > origin.run) renew(`${origin?.session ?? ''}.${message.run}`);
        break;
      case 'styles':
        if (swapStylesheets(message.names)) void fetchAnew(message.names);
        else void fetchAnew(message.names).then(() => renew());
        break;
      case 'building':
        if (shown?.service === (message.service ?? '')) overlay.building();
        break;
      case 'problem':
        // The page around a frame shows it; gorl's own page waits for one of several.
        if (isFramed || (isWaiting && isOther(message.service, ownService))) break;
        problems.set(message.service ?? '', message.problem);
        showProblems();
        break;
      case 'fine':
        problems.delete(message.service ?? '');
        showProblems();
        if (origin?.isWaiting === true && !isOther(message.service, ownService))
          renew(`${origin.session}.${origin.run}`);
    }
  };
  listen(script, hear);
}

/** The page that holds this frame shows what is wrong, once. */
function isFramedByPage(): boolean {
  try {
    return window.parent !== window && loaded in window.parent;
  } catch {
    return false; // another origin's page
  }
}

const loaded = Symbol.for('gorl');

if (typeof document === 'undefined') runWorker(globalThis);
else if (!(loaded in window)) {
  Object.defineProperty(window, loaded, { value: true });
  const { currentScript } = document;
  runPage(
    currentScript instanceof HTMLScriptElement ? currentScript.src : new URL('/__gorl/client.js', location.href).href,
  );
}
