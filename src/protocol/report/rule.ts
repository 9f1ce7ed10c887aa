import type { ReportTable } from './report-spec.ts';

const rule = { type: 'string', doc: 'Name of the rule.' } as const;
const files = { type: 'list', of: { type: 'shape', shape: 'fileChange' } } as const;

/** The commands of `[[build.rules]]`. */
export const ruleReports = {
  'rule-started': {
    level: 'routine',
    doc: 'The command of a `[[build.rules]]` entry begins.',
    fields: { rule, command: { type: 'string', doc: 'The shell text.' }, files },
  },
  'rule-finished': {
    level: 'routine-when-clean',
    doc: 'The command of a rule has ended.',
    fields: {
      rule,
      end: { type: 'shape', shape: 'processEnd' },
      durationMs: { type: 'ms', doc: 'From its start to its end.' },
      diagnostics: {
        type: 'list',
        of: { type: 'shape', shape: 'diagnostic' },
        doc: 'Problems that its output names.',
      },
      next: {
        type: 'enum',
        choices: ['none', 'restart', 'reload'],
        doc: 'What follows a success; `reload` only with a proxy.',
      },
    },
  },
  'rule-superseded': {
    level: 'routine',
    doc: 'A newer change came: the command was killed and runs again.',
    fields: { rule },
  },
  'rule-stopped': {
    level: 'main',
    doc: 'The command writes what starts it. It does not run any more until somebody else changes such a file.',
    fields: { rule, files, runs: { type: 'count', doc: 'Runs within a minute.' } },
  },
} as const satisfies ReportTable;
