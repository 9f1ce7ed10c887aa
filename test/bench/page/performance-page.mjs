// docs/performance.md, from what was measured.
import { edits } from '../module/edits.mjs';
import { chainLength, shapes } from '../module/shapes.mjs';
import { columns, tunedFlags } from '../tools/columns.mjs';
import { against, byModule, inMs, inRatio, keysOf, leftToGo } from './figures.mjs';

const meanings = {
  floor: '`go build -o`, the old process is killed, the new one is started',
  hand: `the same, with \`${tunedFlags.join(' ')}\``,
  plain: '`build.tuned = false` and `build.fast_lane = false`',
  tuned: '`build.fast_lane = false`',
  lane: 'gorl as installed',
  air: 'without a configuration: it waits a second before it builds',
  'air-0': '`air --build.delay 0`; it has no other wait',
  wgo: '`wgo run .`: it waits until nothing has changed for 0.3 s',
};

export function performancePage({ date, machine, versions, rounds, load, notes, groups }) {
  const modules = byModule(groups);
  return `# Performance

How long does a save take until the program runs with it, or until a compile error is on the screen? The floor is \`go build\`
by hand: what has to be done anyway, without any tool in between. \`npm run bench -- --write\` measures all this and writes this page.

![The ratios of all edits and tools](images/performance.svg)

${sentence(versions, machine)} Measured on ${date}.

Load before the run: ${load.before}. While it ran, ${othersText(load)}.

Each figure is the median of ${rounds} rounds, in ms. In bold is the ratio to \`go build\` by hand: the median of the ratios round by
round, with its 95 % interval. Where a column took part in a few rounds only, their number \`n\` stands in its place.

${[...modules].map(([module, rows]) => section(module, rows)).join('\n')}
${comparisons(groups)}${left(groups)}## What is measured

- **save → ready**: from the write of one file to the app's own word that it listens, with a text that the edit wrote. The app
  says so over a socket of the bench. Nobody asks it, because whoever asks beside a build takes its time from it.
- **save → error** (\`error\`): until the compiler's message, with file and line, is in the tool's output; by hand, until \`go build\`
  has failed. \`repair\` is the save after it.
- A save is a rename: the file is written elsewhere, and takes its name at once, as many editors do it. So each tool sees one
  event and never half a file. No two saves have the same text, so no build finds its result in the cache.
- A save that has not shown after 20 s counts as *missed*: the tool is started anew, and the save made again.
- \`comment\` changes nothing in the binary. It is over when an app has been started again, or gorl has found that the binary is
  the same.
- Each column has a copy of the module, with a tool that was started before the first edit, and all share one build cache.
  In each round every column has its turn, in reversed order in every other round: a machine that gets slower meanwhile
  slows down all of them.
- A save waits until none of the tools, and nothing that they started, has used the CPU for 0.2 s. If another tool
  works during a measurement all the same, it is made again. So all tools run, but only one of them works. The fast lane
  learns and proves its work while nobody saves: after each save that it may have built, everybody waits 2 s longer.

| edit | |
|---|---|
${Object.entries(edits)
  .flatMap(([name, { steps, title }]) => steps.map((step) => `| \`${step.name ?? name}\` | ${step.title ?? title} |`))
  .join('\n')}

| module | |
|---|---|
${Object.entries(shapes)
  .map(([name, shape]) => `| \`${name}\` | ${shapeText(shape)} |`)
  .join('\n')}

| column | |
|---|---|
${keysOf(groups)
  .map((key) => `| ${columns[key].title} | ${meanings[key]} |`)
  .join('\n')}

${notes.map((note) => `- ${note}`).join('\n')}${notes.length > 0 ? '\n\n' : ''}## To repeat it

\`npm run bench\` takes at most 45 minutes on two cores, and wants a machine without other work. It takes air and wgo from
\`PATH\`, or as \`GORL_AIR\` and \`GORL_WGO\` name them. \`npm run bench -- --only m/hot -n 5\` measures one edit;
\`npm run bench -- --only xl/hot -n 3\` is left out by default, because each save there compiles a thousand packages.
`;
}

function sentence({ gorl, go, node, air, wgo }, { cpu, cores, memoryGb, kernel, fileSystem }) {
  const others = [air === undefined ? '' : `, air ${air}`, wgo === undefined ? '' : `, wgo ${wgo}`].join('');
  return `gorl ${gorl}, ${go}, Node ${node}${others}; ${cpu}, ${cores} cores, ${memoryGb} GB, ${kernel}, ${fileSystem}.`;
}

/** Above that, the figures tell more of the machine than of the tools. */
const noisyPart = 0.05;

export function othersText({ others }) {
  return `others used ${(others * 100).toFixed(1)} % of the CPU${others > noisyPart ? ': these figures are noisy' : ''}`;
}

function section(module, rows) {
  const keys = keysOf(rows).filter((key) => key !== 'floor');
  const header = ['', columns.floor.title, ...keys.map((key) => columns[key].title)];
  const lines = rows.map((row) => [
    `\`${row.name}\``,
    inMs(against(row, 'floor', 'floor').measuredMs),
    ...keys.map((key) => cellOf(row, key)),
  ]);
  return `## ${module}: ${shapeText(shapes[module])}

${[header, header.map((_, at) => (at === 0 ? '---' : '--:')), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`;
}

function cellOf(row, key) {
  const found = against(row, 'floor', key);
  if (found === undefined) return '–';
  const missed = row.missed[key] === undefined ? '' : `, ${row.missed[key]} missed`;
  return `${inMs(found.measuredMs)} · ${inRatio(found).replace(/^\S+/, '**$&**')}${missed}`;
}

/** What gorl adds to the same command by hand, and what its fast lane costs where it cannot be used. */
function comparisons(groups) {
  const rows = [
    ...groups.map((group) => comparison(group, 'hand', 'tuned')),
    ...groups
      .filter(({ name }) => name === 'hotapi' || name === 'import')
      .map((group) => comparison(group, 'tuned', 'lane')),
  ].filter(Boolean);
  if (rows.length === 0) return '';
  return `## What gorl adds

The build without the fast lane against the same command by hand, and the fast lane where an edit is not for it.

| | | against | ratio |
|---|---|---|--:|
${rows.join('\n')}

`;
}

function left(groups) {
  const lines = leftToGo(groups);
  if (lines.length === 0) return '';
  return `## What the fast lane left to \`go build\`

${lines.map((line) => `- ${line}`).join('\n')}

`;
}

function comparison(group, floorKey, key) {
  const found = against(group, floorKey, key);
  if (found === undefined) return undefined;
  return `| \`${group.module}\` \`${group.name}\` | ${columns[key].title} | ${columns[floorKey].title} | ${inRatio(found)} |`;
}

function shapeText({ packages, title, isReal }) {
  const others = `a chain of ${chainLength}, and one that all import`;
  return `${isReal ? `${packages} packages, ${title}` : `${title}, ${packages} packages`}; ${others}`;
}
