import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { PageProblem } from './live/page-message.ts';

/** What is known when somebody asks for a page that no process can answer. */
export interface WaitingView extends PageMadeBy {
  /** What gorl is at, when nothing is wrong. */
  readonly doing: 'building' | 'starting';
  readonly problem?: PageProblem;
}

/** What a page is told that it was made by. */
export interface PageMadeBy {
  readonly session: string;
  /** See `hello`. */
  readonly run: number;
  /** One of several; absent where there is no other. */
  readonly service?: string;
}

export interface WaitingPage {
  readonly status: 503;
  readonly headers: Readonly<Record<string, string>>;
  /** HTML in UTF-8. */
  readonly body: string;
}

const titles = { building: 'Building…', starting: 'Starting…' } as const;
const problemTitles = { build: 'Build failed', crash: 'The app crashed', unready: 'The app is not ready' } as const;
/** For a browser without scripts. */
const refreshSeconds = 2;

/** The address of gorl's script. `kind`: an answer to a form, or gorl's own page. */
export function pageScript({ session, run, service }: PageMadeBy, kind?: 'form' | 'waiting'): string {
  const by = service === undefined ? '' : `&service=${encodeURIComponent(service)}`;
  return `/__gorl/client.js?page=${encodeURIComponent(session)}.${run}${by}${kind === undefined ? '' : `&${kind}`}`;
}

/**
 * The page to show while there is nothing else. gorl's script in it draws what goes on, from the same messages as in
 * every page, and loads the app's page when there is one. Without scripts it reads as plain text and asks again by itself.
 * It holds no script and no style of its own, and its policy allows none.
 */
export function waitingPage(view: WaitingView): WaitingPage {
  const { doing, problem, service } = view;
  const script = pageScript(view, 'waiting');
  const title = problem === undefined ? titles[doing] : problemTitles[problem.kind];
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<script src="${escaped(script)}"></script>
<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>
</head>
<body>
<main>
<p class="brand">${service === undefined ? 'gorl' : `gorl · ${escaped(service)}`}</p>
<h1>${escaped(title)}</h1>
${problem === undefined ? '<p>This page loads itself as soon as your app answers.</p>\n<div class="bar"></div>' : problemText(problem)}
</main>
</body>
</html>
`;
  return {
    status: 503,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
      'X-Content-Type-Options': 'nosniff',
      'Retry-After': String(refreshSeconds),
    },
    body,
  };
}

function problemText({ title, diagnostics, output }: PageProblem): string {
  const items = diagnostics.map((diagnostic) => `<li>${escaped(oneLine(diagnostic))}</li>`).join('\n');
  return [
    `<p>${escaped(title)}</p>`,
    ...(items === '' ? [] : [`<ul>\n${items}\n</ul>`]),
    ...(output === '' ? [] : [`<pre>${escaped(output)}</pre>`]),
  ].join('\n');
}

function oneLine({ location, message }: Diagnostic): string {
  if (location === undefined) return message;
  const column = location.column === undefined ? '' : `:${location.column}`;
  return `${location.file}:${location.line}${column}: ${message}`;
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe in text and in attribute values of HTML. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => references[sign] ?? sign);
}
