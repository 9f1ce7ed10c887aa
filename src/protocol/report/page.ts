import type { ReportTable } from './report-spec.ts';

/** Pages of the app that browsers have open through the proxy. */
export const pageReports = {
  'proxy-listening': {
    level: 'main',
    doc: 'The proxy listens: pages that are opened there reload by themselves.',
    fields: {
      url: { type: 'string', doc: '`http://localhost:3000`, or `https://…` with `proxy.cert`.' },
      routes: {
        type: 'list',
        of: { type: 'shape', shape: 'route' },
        optional: true,
        doc: 'Where requests go, the first that fits; the last, without host and path, gets the rest. Absent: there is one service.',
      },
    },
  },
  'proxy-closed': {
    level: 'main',
    doc: 'The proxy listens no more, or is about to listen elsewhere: the config says so.',
    fields: { url: { type: 'string', doc: 'Where it listened.' } },
  },
  'pages-updated': {
    level: 'routine',
    doc: 'Files changed that the app serves from disk as they are: pages show them, and nothing is built or restarted.',
    fields: {
      files: { type: 'list', of: { type: 'shape', shape: 'fileChange' } },
      how: {
        type: 'enum',
        choices: ['styles', 'reload'],
        doc: 'Pages load only the stylesheets anew, or all of themselves.',
      },
    },
  },
  'page-error': {
    level: 'main',
    doc: 'Something went wrong in a page. The same is not reported again within ten seconds, and no more than ten in that time.',
    fields: {
      kind: {
        type: 'enum',
        choices: ['error', 'rejection', 'console'],
        doc: 'Nobody caught the error, nobody handled the rejected promise, or the page called `console.error`.',
      },
      message: { type: 'string', doc: "The browser's words; may span lines." },
      page: { type: 'string', doc: 'Path of the page.' },
      script: {
        type: 'string',
        optional: true,
        doc: 'Where it happened: a path, or a URL of another origin; absent when the browser does not tell.',
      },
      line: { type: 'ordinal', optional: true, doc: '1-based; comes with `script`.' },
      column: { type: 'ordinal', optional: true, doc: '1-based; comes with `script`.' },
      stack: { type: 'list', of: { type: 'string' }, doc: 'As the browser words it, a line each.' },
    },
  },
} as const satisfies ReportTable;
