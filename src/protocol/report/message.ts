import type { ReportTable } from './report-spec.ts';

/** What gorl has to say besides, in words for people. */
export const messageReports = {
  notice: {
    level: 'message',
    doc: 'A message for people.',
    fields: {
      level: { type: 'enum', choices: ['info', 'warning', 'error', 'debug'] },
      message: { type: 'string' },
      hint: { type: 'string', optional: true, doc: 'What to do about it.' },
    },
  },
  problems: {
    level: 'message',
    doc: 'Problems in what gorl read: the config, an env file, the machine itself.',
    fields: { diagnostics: { type: 'list', of: { type: 'shape', shape: 'diagnostic' } } },
  },
} as const satisfies ReportTable;
