import type { ReportOf } from '../../protocol/report.ts';
import { addressText } from './addresses.ts';
import { changedFiles } from './lines-session.ts';
import { entry, facts, lineBelow, type Line, type View } from './line.ts';
import { neutralLines, neutralWord } from './neutral-text.ts';

/** Of a message that spans lines, or never ends. */
const [mostLines, longestLine] = [3, 300];

const prefixes = { error: '', rejection: 'Uncaught (in promise) ', console: 'console.error: ' } as const;

/** With routes, which requests go where, in the order in which they count. */
export function proxyListening({ url, routes = [] }: ReportOf<'proxy-listening'>, view: View): Line[] {
  const { theme } = view;
  const ways = routes.map(({ service, host, path }) => {
    const which = host === undefined && path === undefined ? 'the rest' : `${host ?? ''}${path ?? ''}`;
    return `${neutralWord(which, theme.unicode)} ${theme.glyphs.arrow} ${neutralWord(service, theme.unicode)}`;
  });
  return [entry('note', 'runner', facts(view, [`proxy ${addressText(url, theme)}`, ...ways]))];
}

export function proxyClosed({ url }: ReportOf<'proxy-closed'>, { theme }: View): Line[] {
  return [
    entry(
      'note',
      'runner',
      `proxy off ${theme.glyphs.dot} nothing listens on ${neutralWord(url, theme.unicode)} any more`,
    ),
  ];
}

export function pagesUpdated(report: ReportOf<'pages-updated'>, view: View): Line[] {
  const how = report.how === 'styles' ? 'pages take over the style' : 'pages reload';
  return [entry('browser', 'watcher', facts(view, [changedFiles(report.files, view, how.length + 3), how]))];
}

/** What went wrong, where, and on which page; with `-d` all of the stack. */
export function pageError(report: ReportOf<'page-error'>, view: View): Line[] {
  const { theme, debug } = view;
  const { unicode, glyphs } = theme;
  const cut = (line: string): string =>
    line.length > longestLine ? `${line.slice(0, longestLine)}${glyphs.ellipsis}` : line;
  const said = neutralLines(prefixes[report.kind] + report.message.trim(), unicode).filter(
    (line) => line.trim() !== '',
  );
  const [first = '', ...rest] = said.slice(0, mostLines).map(cut);
  const place = report.script && `${neutralWord(report.script, unicode)}:${report.line}:${report.column}`;
  const page = report.script === report.page ? '' : theme.dim(`on ${neutralWord(report.page, unicode)}`);
  const stack = debug ? report.stack.map((line) => theme.dim(neutralWord(line, unicode))) : [];
  return [entry('browser', 'error', facts(view, [first, place, page])), ...[...rest, ...stack].map(lineBelow)];
}
