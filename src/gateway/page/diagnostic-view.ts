import type { Diagnostic, Location, Note } from '../../protocol/diagnostic.ts';
import { codeFrame } from './code-frame.ts';
import { button, element } from './element.ts';

export type OpenPlace = (location: Location) => void;

/** One problem in full: where, what, the source, what is related to it, and what to do. */
export function diagnosticView(diagnostic: Diagnostic, open: OpenPlace): HTMLElement {
  const { location, severity, message, hint, source } = diagnostic;
  const [first = '', ...rest] = message.split('\n');
  const view = element(
    'article',
    `diagnostic ${severity}`,
    location && placeButton(location, open),
    element('h2', 'message', severity === 'warning' ? element('span', 'tag', 'warning') : undefined, first),
    rest.length > 0
      ? element(
          'pre',
          'more',
          rest
            .map((line) => line.replace(/^\t/, ''))
            .join('\n')
            .trim(),
        )
      : undefined,
    location?.excerpt && codeFrame(location, location.excerpt),
    ...notesView(diagnostic.notes, source === 'panic', open),
    hint === undefined ? undefined : element('p', 'hint', hint),
  );
  view.tabIndex = -1;
  return view;
}

/** Places first. What the Go runtime says around a panic is folded; what a compiler says belongs to its message. */
function notesView(notes: readonly Note[], isPanic: boolean, open: OpenPlace): readonly HTMLElement[] {
  const places = notes.flatMap(({ message, location }) =>
    location === undefined
      ? []
      : [element('li', '', element('span', 'what', message.trim()), placeButton(location, open))],
  );
  const texts = notes.flatMap(({ message, location }) => (location === undefined ? [message] : []));
  return [
    ...(places.length === 0
      ? []
      : [element('h3', '', isPanic ? 'Called from' : 'See also'), element('ol', 'places', ...places)]),
    ...(texts.length === 0 ? [] : [isPanic ? folded('Runtime', texts) : element('pre', 'more', texts.join('\n'))]),
  ];
}

export function folded(title: string, lines: readonly string[]): HTMLElement {
  const count = element('span', 'count', lines.length === 1 ? '1 line' : `${lines.length} lines`);
  return element('details', '', element('summary', '', title, ' ', count), element('pre', 'text', lines.join('\n')));
}

function placeButton(location: Location, open: OpenPlace): HTMLButtonElement {
  const { file, line, column } = location;
  const slash = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1;
  const place = button(
    'place',
    () => open(location),
    element('span', 'folder', file.slice(0, slash)),
    element('span', 'file', file.slice(slash)),
    element('span', 'position', `:${line}${column === undefined ? '' : `:${column}`}`),
  );
  place.title = 'Open in your editor';
  return place;
}
