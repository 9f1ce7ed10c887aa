// The figures as a table in the terminal.
import { columns } from '../tools/columns.mjs';
import { against, byModule, inMs, inRatio, keysOf } from './figures.mjs';

const firstWidth = 10;

export function terminalTable(groups) {
  return [...byModule(groups)].map(([module, rows]) => tableOf(module, rows)).join('\n');
}

function tableOf(module, rows) {
  const keys = keysOf(rows);
  const cells = [
    [module, ...keys.map((key) => columns[key].title)],
    ...rows.map((row) => [row.name, ...keys.map((key) => cellOf(row, key))]),
  ];
  const widths = cells[0].map((_, at) => Math.max(at === 0 ? firstWidth : 0, ...cells.map((line) => line[at].length)));
  return (
    cells
      .map((line) =>
        line
          .map((cell, at) => cell.padEnd(widths[at]))
          .join('  ')
          .trimEnd(),
      )
      .join('\n') + '\n'
  );
}

function cellOf(row, key) {
  const found = against(row, 'floor', key);
  if (found === undefined) return '–';
  const missed = row.missed[key] === undefined ? '' : ` missed ${row.missed[key]}`;
  return `${inMs(found.measuredMs)}${key === 'floor' ? '' : ` ${inRatio(found)}`}${missed}`;
}
