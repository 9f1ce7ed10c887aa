// Made from the tables beside this file by scripts/generate-docs.ts; do not edit.
import type { ReportAt } from '../report.ts';
import type { Level } from './report-spec.ts';

/** The types of each level but `main`, apart from the words of their rows: every start loads this. */
export const levels: {
  readonly [L in Exclude<Level, 'main'>]: { readonly [Type in ReportAt<L>['type']]: true };
} = {
  routine: {
    'watch-started': true,
    'files-changed': true,
    'nothing-to-do': true,
    'files-held': true,
    'build-started': true,
    'command-started': true,
    'generator-started': true,
    'generator-finished': true,
    'build-succeeded': true,
    'build-cancelled': true,
    'service-waiting': true,
    'process-started': true,
    'process-ready': true,
    'process-running': true,
    'process-listening': true,
    'process-handed-over': true,
    'process-draining': true,
    'process-stopping': true,
    'rule-started': true,
    'rule-superseded': true,
    'tests-started': true,
    'test-ended': true,
    'package-tested': true,
    'tests-cancelled': true,
    'pages-updated': true,
  },
  'routine-when-clean': {
    'process-exited': true,
    'rule-finished': true,
  },
  message: {
    notice: true,
    problems: true,
  },
  quote: {
    'build-failed': true,
  },
  output: {
    'command-output': true,
  },
};
