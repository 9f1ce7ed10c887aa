import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Report } from '../protocol/report.ts';
import { neutralLines } from './terminal/neutral-text.ts';

/** The diagnostics that a report carries. */
export function diagnosticsOf(report: Report): readonly Diagnostic[] {
  switch (report.type) {
    case 'build-failed':
    case 'config-rejected':
    case 'problems':
    case 'test-failed':
      return report.diagnostics;
    case 'data-race':
      return [report.diagnostic];
    case 'process-exited':
      return report.diagnostic === undefined ? [] : [report.diagnostic];
    default:
      return [];
  }
}

/**
 * GitHub's workflow command for one problem: it shows at the line of the pull request. Escapes as
 * actions/toolkit does: `%` and line ends everywhere, `:` and `,` in properties too.
 */
export function annotation(diagnostic: Diagnostic): string {
  const { location } = diagnostic;
  const properties: readonly (readonly [string, string | number | undefined])[] = [
    ['file', location?.file],
    ['line', location?.line],
    ['col', location?.column],
  ];
  const list = properties
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
  return `::${diagnostic.severity}${list === '' ? '' : ` ${list}`}::${escapeData(diagnostic.message)}`;
}

function escapeData(text: string): string {
  return neutralLines(text).join('\n').replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
