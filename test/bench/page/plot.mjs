// The ratios as an SVG: a row for each edit, a mark for each column, on a logarithmic scale. It brings its own
// background, so that it can be read wherever it is shown, and has a dark one where the reader prefers that.
import { columns } from '../tools/columns.mjs';
import { against, byModule, hasInterval, keysOf } from './figures.mjs';

const width = 880;
const left = 130;
const right = 28;
const top = 104;
const rowHeight = 34;
const widestStep = 7;
const moduleHeight = 30;
const bottom = 30;
const legendColumns = 3;
const allTicks = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** Shape and color tell the columns apart, so that either alone is enough. */
const marks = {
  hand: { color: 'gray', draw: diamond },
  plain: { color: 'gray', draw: circle, isHollow: true },
  tuned: { color: 'blue', draw: circle, isHollow: true },
  lane: { color: 'blue', draw: circle },
  air: { color: 'orange', draw: square },
  'air-0': { color: 'orange', draw: square, isHollow: true },
  wgo: { color: 'green', draw: triangle },
};

const style = `text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#24292f}
.title{font-size:15px;font-weight:600}.small{font-size:12px;fill:#57606a}.module{font-weight:600}
.card{fill:#fff;stroke:#d0d7de}.grid{stroke:#d8dee4}.band{fill:#818b981f}.floor{stroke:#57606a;stroke-width:1.5}
.gray{--c:#6e7781}.blue{--c:#0969da}.orange{--c:#bc4c00}.green{--c:#1a7f37}
.full{fill:var(--c);stroke:var(--c)}.hollow{fill:#fff;stroke:var(--c);stroke-width:2}.whisker{stroke:var(--c);stroke-width:1.5}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.card{fill:#0d1117;stroke:#3d444d}.grid{stroke:#2a313c}
.floor{stroke:#9198a1}.gray{--c:#9198a1}.blue{--c:#4493f8}.orange{--c:#f0883e}.green{--c:#3fb950}.hollow{fill:#0d1117}}`;

export function plot(groups) {
  const keys = keysOf(groups).filter((key) => key in marks);
  const ratios = groups.flatMap((group) => keys.map((key) => against(group, 'floor', key))).filter(Boolean);
  const ticks = ticksFor(ratios.flatMap(({ paired, interval }) => [paired, ...interval]));
  const x = scale(ticks);
  const body = [];
  let y = top;
  for (const [module, rows] of byModule(groups)) {
    body.push(text(16, y + 19, module, 'module'));
    y += moduleHeight;
    for (const row of rows) {
      body.push(band(y, rows.indexOf(row)), text(30, y + rowHeight / 2 + 4, row.name), ...marksOf(row, keys, y, x));
      y += rowHeight;
    }
  }
  const height = y + bottom;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Time from a save until it shows, as a ratio to go build by hand, for each module and edit">
<style>
${style}
</style>
<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6"/>
${text(16, 26, 'From a save until it shows, as a ratio to go build by hand', 'title')}
${keys.map((key, index) => legend(key, index)).join('\n')}
${ticks.map((tick) => grid(tick, x(tick), y)).join('\n')}
${body.join('\n')}
${text(16, height - 9, 'Medians of paired rounds, with their 95 % intervals. Logarithmic: each step to the left is the same gain.', 'small')}
</svg>
`;
}

/** Those between which all values lie, 1 among them. */
function ticksFor(values) {
  const [low, high] = [Math.min(1, ...values), Math.max(1, ...values)];
  const first = allTicks.findLastIndex((tick) => tick <= low);
  const last = allTicks.findIndex((tick) => tick >= high);
  const from = Math.min(Math.max(first, 0), allTicks.indexOf(0.5));
  return allTicks.slice(from, Math.max(last === -1 ? allTicks.length - 1 : last, allTicks.indexOf(2)) + 1);
}

function scale(ticks) {
  const [low, high] = [Math.log(ticks[0]), Math.log(ticks.at(-1))];
  return (value) => left + ((Math.log(value) - low) / (high - low)) * (width - left - right);
}

function marksOf(row, keys, y, x) {
  const shown = keys.map((key) => ({ key, found: against(row, 'floor', key) })).filter(({ found }) => found);
  // Side by side they would hide one another.
  const step = Math.min(widestStep, (rowHeight - 10) / Math.max(1, shown.length - 1));
  return shown.map(({ key, found }, index) => {
    const middle = y + rowHeight / 2 + (index - (shown.length - 1) / 2) * step;
    const [from, to] = found.interval.map(x);
    const { color } = marks[key];
    const whisker = hasInterval(found) ? line(from, middle, to, middle, 'whisker') : '';
    const tip = `${row.module} ${row.name}, ${columns[key].title}: ${found.paired.toFixed(2)}`;
    return `<g class="${color}"><title>${escape(tip)}</title>${whisker}${mark(key, x(found.paired), middle)}</g>`;
  });
}

/** Every other row: whose marks are whose. */
function band(y, row) {
  if (row % 2 === 1) return '';
  return `<rect class="band" x="16" y="${at(y)}" width="${width - 32}" height="${rowHeight}" rx="3"/>`;
}

function legend(key, index) {
  const [x, y] = [22 + (index % legendColumns) * 190, 48 + Math.floor(index / legendColumns) * 20];
  return `<g class="${marks[key].color}">${mark(key, x, y)}</g>${text(x + 12, y + 4, columns[key].title)}`;
}

function grid(tick, x, bottomY) {
  const label = `<text class="small" x="${at(x)}" y="${top - 8}" text-anchor="middle">${tick}</text>`;
  return line(x, top, x, bottomY, tick === 1 ? 'floor' : 'grid') + label;
}

function mark(key, x, y) {
  const { draw, isHollow } = marks[key];
  return draw(x, y, isHollow ? 'hollow' : 'full');
}

function circle(x, y, name) {
  return `<circle class="${name}" cx="${at(x)}" cy="${at(y)}" r="4.5"/>`;
}

function square(x, y, name) {
  return `<rect class="${name}" x="${at(x - 4)}" y="${at(y - 4)}" width="8" height="8"/>`;
}

function diamond(x, y, name) {
  return `<path class="${name}" d="M${at(x)} ${at(y - 5)}l5 5l-5 5l-5 -5z"/>`;
}

function triangle(x, y, name) {
  return `<path class="${name}" d="M${at(x)} ${at(y - 5)}l5 9h-10z"/>`;
}

function line(fromX, fromY, toX, toY, name) {
  return `<line class="${name}" x1="${at(fromX)}" y1="${at(fromY)}" x2="${at(toX)}" y2="${at(toY)}"/>`;
}

function text(x, y, content, name = '') {
  return `<text${name === '' ? '' : ` class="${name}"`} x="${at(x)}" y="${at(y)}">${escape(content)}</text>`;
}

const at = (number) => Number(number.toFixed(1));

function escape(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
