import type { Theme } from '../report/terminal/theme.ts';
import { hangBelow, wrapWords } from '../report/terminal/wrap.ts';
import { worst, type Check } from './check.ts';

/**
 * One line per check, the verdict first, and a last line that counts.
 *
 * @param columns of the terminal; longer lines are then broken between words
 */
export function renderChecks(
  checks: readonly Check[],
  withDetails: boolean,
  { theme, columns }: { readonly theme: Theme; readonly columns?: number | undefined },
): string {
  const paint: Readonly<Record<Check['status'], (text: string) => string>> = {
    ok: theme.good,
    warning: theme.warning,
    problem: (text) => theme.strong(theme.error(text)),
  };
  const idWidth = Math.max(...checks.map(({ id }) => id.length));
  const lines = checks.flatMap(({ id, status, summary, hint, details = [] }) => [
    `${paint[status](status.padEnd('problem'.length))}  ${id.padEnd(idWidth)}  ${oneLine(hint === undefined ? summary : `${summary}; ${hint}`)}`,
    ...(withDetails
      ? details.map((detail) => `${' '.repeat('problem'.length + idWidth + 4)}${theme.dim(oneLine(detail))}`)
      : []),
  ]);
  const textColumn = 'problem'.length + idWidth + 4;
  const hang = hangBelow(textColumn, 'problem'.length + 2, columns);
  return `${[...lines.map((line) => wrapWords(line, columns, hang)), '', paint[worst(checks)](total(checks))].join('\n')}\n`;
}

function total(checks: readonly Check[]): string {
  const count = (status: Check['status'], name: string): string[] => {
    const found = checks.filter((check) => check.status === status).length;
    return found === 0 ? [] : [`${found} ${name}${found === 1 ? '' : 's'}`];
  };
  const found = [...count('problem', 'problem'), ...count('warning', 'warning')];
  return found.length === 0 ? 'no problems found' : found.join(', ');
}

/** For programs: `{"v":1,"checks":[…],"status":"ok"}` and a newline. Fields may be added without raising v. */
export function renderChecksJson(checks: readonly Check[]): string {
  return `${JSON.stringify({ v: 1, checks, status: worst(checks) })}\n`;
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
