import type { ConfigRow } from '../config/describe/show.ts';
import { keys } from '../config/keys/keys.ts';
import { hangBelow, visibleWidth, wrapWords } from '../report/terminal/wrap.ts';
import type { View } from './stdout-view.ts';

/** No column of values is wider: one long value would push everything else to the right. */
const widestValue = 48;

/**
 * What `gorl config` prints: a block for each table of the file that has something to show.
 *
 * @param all also what nobody has set
 */
export function renderConfig(rows: readonly ConfigRow[], all: boolean, view: View): string {
  const shown = rows.filter(({ isSet }) => all || isSet);
  const nameWidth = Math.max(0, ...shown.map(({ key }) => nameOf(key).length));
  const room = view.columns === undefined ? widestValue : Math.floor(view.columns / 3);
  const valueWidth = Math.min(widestValue, room, Math.max(0, ...shown.map(({ value }) => visibleWidth(value))));
  const tables = [...new Set(shown.map(({ key }) => tableOf(key)))];
  const blocks = tables.map((table) => {
    const own = shown.filter(({ key }) => tableOf(key) === table);
    const lines = own.map((row) => rowText(row, nameWidth, valueWidth, view));
    return [...(table === '' ? [] : [view.theme.strong(`[${table}]`)]), ...lines].join('\n');
  });
  return `${[...blocks, ...(all ? [] : [summary(shown.length, view)])].join('\n\n')}\n`;
}

function tableOf(key: string): string {
  return key.includes('.') ? key.slice(0, key.indexOf('.')) : '';
}

function nameOf(key: string): string {
  return key.slice(key.indexOf('.') + 1);
}

function rowText({ key, value, isSet, origin, note }: ConfigRow, names: number, values: number, view: View): string {
  const { dim, strong, accent } = view.theme;
  const padding = ' '.repeat(Math.max(0, values - visibleWidth(value)));
  const from = isSet ? accent(origin) : dim(origin);
  const name = nameOf(key).padEnd(names);
  const text = `${name} ${dim('=')} ${isSet ? strong(value) : value}${padding}  ${from}`;
  const hang = hangBelow(names + 3, 4, view.columns);
  const row = wrapWords(text, view.columns, hang);
  if (note === undefined) return row;
  const more = dim(`(${note})`);
  const lastLine = row.slice(row.lastIndexOf('\n') + 1);
  const fits = view.columns === undefined || visibleWidth(lastLine) + 1 + visibleWidth(more) <= view.columns;
  // Read as a whole: on a line of its own rather than begun behind the row.
  return fits ? `${row} ${more}` : `${row}\n${wrapWords(' '.repeat(hang) + more, view.columns, hang + 1)}`;
}

function summary(count: number, { theme, columns }: View): string {
  const what =
    count === 0 ? 'nothing is set; gorl config --all shows all' : `${count} set; gorl config --all shows the other`;
  return wrapWords(theme.dim(`${what} ${keys.length - count} settings with their defaults`), columns, 2);
}
