import type { Location } from '../../protocol/diagnostic.ts';
import type { PageProblem } from '../live/page-message.ts';
import { diagnosticView, folded } from './diagnostic-view.ts';
import { button, element, stylesheet } from './element.ts';
import { movesBetween } from './keys.ts';
import css from './overlay.css';

const headlines = {
  build: 'Build failed',
  crash: 'The app crashed',
  unready: 'The app is not ready',
} as const satisfies Record<PageProblem['kind'], string>;

export interface Overlay {
  /** A curtain when nothing else answers; a toast when an older process does, or when it is about another service (`isAside`). */
  show(problem: PageProblem, isAside?: boolean): void;
  /** Says so where a problem is shown; nowhere else. */
  building(): void;
  /** A toast that does something when it is clicked. */
  ask(text: string, onClick: () => void): void;
  clear(): void;
}

interface OverlayOptions {
  /** Undefined when the editor opened, else why not. */
  readonly open: (location: Location) => Promise<string | undefined>;
  /** Nothing lies behind the curtain that anybody wants to see. */
  readonly staysOpen: boolean;
}

/** What gorl shows in a page, in a shadow root of its own: neither sees the other's styles. Adds nothing before it is needed. */
export function createOverlay({ open, staysOpen }: OverlayOptions): Overlay {
  const host = document.createElement('gorl-overlay');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [stylesheet(css)];
  const curtain = element('dialog', 'curtain');
  curtain.lang = 'en';
  curtain.dir = 'ltr';
  curtain.setAttribute('aria-labelledby', 'title');
  const toast = element('div', 'toast');
  toast.lang = 'en';
  toast.dir = 'ltr';
  toast.setAttribute('role', 'status');
  toast.popover = 'manual';
  root.append(curtain, toast);

  let problem: PageProblem | undefined;

  const refused = element('p', 'refused');
  refused.setAttribute('role', 'alert');
  const openPlace = (location: Location): void => {
    refused.textContent = '';
    void open(location).then((reason = '') => (refused.textContent = reason));
  };

  const showToast = (text: string, detail: string, onClick: () => void): void => {
    toast.replaceChildren(
      button(
        'pill',
        onClick,
        element('span', 'dot'),
        element('strong', '', text),
        element('span', 'detail', detail),
        element('span', 'busy', 'Building…'),
      ),
    );
    toast.classList.add('shown');
    toast.showPopover?.();
  };
  const hideToast = (): void => {
    toast.classList.remove('shown');
    if (toast.matches(':popover-open')) toast.hidePopover();
  };
  const collapse = (): void => {
    // The event comes late: the next problem may have opened it again.
    if (problem === undefined || curtain.open) return;
    const detail = problem.stillServing ? `${problem.title} · showing the last good build` : problem.title;
    showToast(headlines[problem.kind], detail, expand);
  };
  const expand = (): void => {
    hideToast();
    if (!curtain.open) curtain.showModal();
    const first = ['.diagnostic .place', '.diagnostic', '.close'].map((part) =>
      curtain.querySelector<HTMLElement>(part),
    );
    first.find((part) => part !== null)?.focus();
  };

  curtain.addEventListener('cancel', (event) => staysOpen && event.preventDefault());
  curtain.addEventListener('close', collapse);
  curtain.addEventListener('click', (event) => event.target === curtain && !staysOpen && curtain.close());
  // The app's own shortcuts are not meant, whatever it does with keys.
  for (const type of ['keydown', 'keyup', 'keypress'] as const)
    host.addEventListener(type, (event) => event.stopPropagation());
  curtain.addEventListener('keydown', (event) =>
    movesBetween(event, [...curtain.querySelectorAll<HTMLElement>('.diagnostic')]),
  );

  const attach = (): void => {
    // A framework that replaces the document's children may have taken it away.
    if (!host.isConnected) document.documentElement.append(host);
  };
  const setBusy = (isBusy: boolean): void => {
    for (const part of [curtain, toast]) part.classList.toggle('building', isBusy);
  };

  return {
    show: (next, isAside = false) => {
      attach();
      setBusy(false);
      problem = next;
      refused.textContent = '';
      const close = staysOpen ? undefined : button('close', () => curtain.close(), '×');
      close?.setAttribute('aria-label', 'Close');
      curtain.replaceChildren(panel(next, refused, close, openPlace));
      if ((next.stillServing || isAside) && !curtain.open) collapse();
      else expand();
    },
    building: () => setBusy(true),
    ask: (text, onClick) => {
      attach();
      showToast(text, '', onClick);
    },
    clear: () => {
      problem = undefined;
      setBusy(false);
      curtain.close();
      hideToast();
    },
  };
}

function panel(
  { kind, title, diagnostics, output, stillServing }: PageProblem,
  refused: HTMLElement,
  close: HTMLElement | undefined,
  open: (location: Location) => void,
): HTMLElement {
  const headline = element('h1', '', headlines[kind], ' ', element('small', '', title));
  headline.id = 'title';
  const lines = output.trimEnd() === '' ? [] : output.trimEnd().split('\n');
  const rest = folded('Output', lines) as HTMLDetailsElement;
  rest.open = diagnostics.length === 0; // nothing else says what is wrong
  return element(
    'div',
    `panel ${kind}`,
    element('header', '', element('span', 'brand', 'gorl'), element('span', 'busy', 'Building…'), close),
    element(
      'div',
      'body',
      headline,
      stillServing
        ? element('p', 'stale', 'What you see behind this is the last good build. It still serves.')
        : undefined,
      ...diagnostics.map((diagnostic) => diagnosticView(diagnostic, open)),
      lines.length === 0 ? undefined : rest,
    ),
    refused,
    footer(diagnostics.length, close !== undefined),
  );
}

function footer(count: number, closes: boolean): HTMLElement {
  const hint = (keys: readonly string[], what: string): HTMLElement =>
    element('span', '', ...keys.map((key) => element('kbd', '', key)), what);
  return element(
    'footer',
    '',
    count > 1 ? hint(['↑', '↓'], 'next error') : undefined,
    count > 0 ? hint(['↵'], 'open in editor') : undefined,
    closes ? hint(['Esc'], 'close') : undefined,
    element('span', 'promise', 'This goes away by itself when it is fixed.'),
  );
}
