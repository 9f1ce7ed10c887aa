// Recorded terminals → an animated SVG: every content of a row is there once, shown while the terminal showed it.

const cell = { width: 8.4, height: 19 };
const padding = 16;
const titleHeight = 32;
const gap = 14;
const css = `
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;fill:#d8dee9;white-space:pre}
.title{font-size:12px;fill:#8b95a5;text-anchor:middle}.bold{font-weight:700}.dim{fill-opacity:.6}
.red{fill:#ff7b85}.green{fill:#9ece6a}.yellow{fill:#e5c07b}.blue{fill:#7aa2f7}.magenta{fill:#c792ea}.cyan{fill:#7dcfff}.white{fill:#fff}
.black{fill:#6b7485}.cursor{fill:#d8dee9;fill-opacity:.45}.off{visibility:hidden}`;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const round = (number) => String(Math.round(number * 100) / 100);

function rowMarkup(row) {
  const { runs, cursor } = JSON.parse(row);
  const texts = runs.map(([x, text, style]) => {
    const length = text.length > 1 ? ` textLength="${round(text.length * cell.width)}"` : '';
    return `<text x="${round(x * cell.width)}"${length}${style === '' ? '' : ` class="${style}"`}>${escape(text)}</text>`;
  });
  const block =
    cursor < 0 ? '' : `<rect class="cursor" x="${round(cursor * cell.width)}" y="-14" width="8.4" height="18"/>`;
  return texts.join('') + block;
}

/** Each row content with the time that it is to be seen; a row that comes and goes within one frame is left out. */
function intervals(frames, endMs) {
  const found = [];
  for (let y = 0; y < frames[0].rows.length; y++) {
    let since = frames[0];
    const close = (at) => {
      const { rows, at: from } = since;
      if (at - from >= 16 && rowMarkup(rows[y]) !== '') found.push({ y, from, to: at, row: rows[y] });
    };
    for (const frame of frames) {
      if (frame.rows[y] === since.rows[y]) continue;
      close(frame.at);
      since = frame;
    }
    close(endMs);
  }
  return found;
}

/** @param terminals `{title, columns, rows, frames}`; a frame is `{at, rows}`: ms since the start, a snapshot of `Screen` */
export function drawing(terminals) {
  const width = Math.max(...terminals.map(({ columns }) => columns)) * cell.width + 2 * padding;
  const stopMs = Math.max(...terminals.flatMap(({ frames }) => frames.map(({ at }) => at)));
  // What the closing shells write is not part of it.
  const endMs = stopMs - 300;
  const percent = (ms) => `${round((ms / endMs) * 100)}%`;
  const rules = [];
  let top = 0;
  const windows = terminals.map((terminal) => {
    const frames = terminal.frames.filter(({ at }) => at < endMs);
    const height = titleHeight + terminal.rows * cell.height + padding;
    const rows = intervals(frames, endMs).map(({ y, from, to, row }) => {
      const at = `transform="translate(${padding} ${round(titleHeight + y * cell.height + 14)})"`;
      if (from === 0 && to === endMs) return `<g ${at}>${rowMarkup(row)}</g>`;
      const name = `k${rules.length}`;
      const end = to < endMs ? `${percent(to)}{visibility:hidden}` : '';
      rules.push(
        `@keyframes ${name}{0%{visibility:hidden}${percent(from)}{visibility:visible}${end}}.${name}{animation-name:${name}}`,
      );
      return `<g class="t ${name}${to < endMs ? ' off' : ''}" ${at}>${rowMarkup(row)}</g>`;
    });
    const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
      (color, at) => `<circle cx="${18 + at * 18}" cy="17" r="5.5" fill="${color}"/>`,
    );
    const frame = `<rect width="${round(width)}" height="${height}" rx="9" fill="#1a1e27"/>${dots.join('')}`;
    const title = `<text class="title" x="${round(width / 2)}" y="21">${terminal.title}</text>`;
    const group = `<g transform="translate(0 ${top})">${frame}${title}\n${rows.join('\n')}\n</g>`;
    top += height + gap;
    return group;
  });
  const size = `width="${round(width)}" height="${top - gap}" viewBox="0 0 ${round(width)} ${top - gap}"`;
  const motion = `.t{animation-duration:${Math.round(endMs)}ms;animation-timing-function:step-end;animation-iteration-count:infinite}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="gorl in a terminal: a save goes live, an error is shown while the old build still answers, a fix goes live">
<style>${css}
@media (prefers-reduced-motion:no-preference){${motion}
${rules.join('\n')}}
</style>
${windows.join('\n')}
</svg>
`;
}
