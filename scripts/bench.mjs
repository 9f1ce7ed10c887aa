// How long a save takes until it shows, in modules of all sizes: by hand, with gorl, and with other tools.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, describeVersions, loadAverage, othersFromNow } from '../test/bench/machine.mjs';
import { leftToGo } from '../test/bench/page/figures.mjs';
import { othersText, performancePage } from '../test/bench/page/performance-page.mjs';
import { plot } from '../test/bench/page/plot.mjs';
import { terminalTable } from '../test/bench/page/terminal-table.mjs';
import { defaultColumns, estimate, inMinutes, planOf } from '../test/bench/run/plan.mjs';
import { benchModule } from '../test/bench/run/session.mjs';
import { columns, findPrograms } from '../test/bench/tools/columns.mjs';
import { killMarked } from '../test/bench/tools/process-tree.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const usage = `How long a save takes until it shows: by hand, with gorl, and with other tools (air and wgo, from PATH).

npm run bench -- [-n ROUNDS] [--only MODULE[/EDIT]]… [--columns KEY,KEY] [--write] [--json FILE]
  -n         rounds of each edit; 11
  --only     s, m, l, xl, real, or one edit of them: m/hot; a run of its own: --only xl/hot -n 3
  --columns  ${Object.keys(columns).join(', ')}
  --write    writes docs/performance.md and docs/images/performance.svg from what was measured
  --json     keeps what was measured in a file
  --from     measures nothing, but reads such a file; several are one run
  --cache    a directory for the build cache, which is kept; otherwise a run begins with none
  GORL_AIR, GORL_WGO name an air and a wgo that are not on PATH.
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', short: 'n', default: '11' },
    only: { type: 'string', multiple: true },
    columns: { type: 'string' },
    write: { type: 'boolean', default: false },
    json: { type: 'string' },
    from: { type: 'string', multiple: true },
    cache: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) process.stdout.write(usage);
else {
  const result = values.from === undefined ? await run() : readRuns(values.from);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, undefined, 1)}\n`);
  console.log(`\n${terminalTable(result.groups)}`);
  for (const line of leftToGo(result.groups)) console.log(`left to go build: ${line}`);
  for (const note of result.notes) console.log(note);
  if (values.write) write(result);
}

async function run() {
  const go = ensureGo();
  if (go.problem) {
    console.error(go.problem);
    process.exit(3);
  }
  const programs = findPrograms(go.env);
  const keys = columnKeys(programs);
  const tasks = planOf({ only: values.only, rounds: Number(values.rounds), available: keys.available });
  await build();
  const base = mkdtempSync(join(tmpdir(), 'gorl-bench-'));
  const env = {
    ...go.env,
    GOFLAGS: '',
    GOWORK: 'off',
    GOTOOLCHAIN: 'local',
    GOCACHE: values.cache === undefined ? join(base, 'cache') : resolve(values.cache),
  };
  mkdirSync(env.GOCACHE, { recursive: true });
  const result = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(base),
    versions: describeVersions({ root, go, programs }),
    rounds: Number(values.rounds),
    load: { before: loadAverage() },
    notes: keys.missing.map((key) => `${columns[key].title}: not measured, there is no ${columns[key].program}`),
    groups: [],
  };
  const estimateMs = estimate(tasks);
  console.log(`${headline(result)}\nabout ${inMinutes(estimateMs)}`);
  const startedAt = performance.now();
  const others = othersFromNow();
  const tools = new Set();
  const clean = () => {
    killMarked(`BENCH_RUN=${base}`);
    rmSync(base, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  };
  stopAtSignals(tools, clean);
  try {
    await measureAll(tasks, { base, env, root, programs, tools }, result);
  } finally {
    clean();
  }
  result.tookMs = Math.round(performance.now() - startedAt);
  const disturbed = result.groups.reduce((sum, each) => sum + each.disturbed, 0);
  if (disturbed > 0)
    result.notes.push(`${disturbed} measurements were disturbed by the work of another tool, and count all the same`);
  Object.assign(result.load, { after: loadAverage(), others: others() });
  console.log(`took ${inMinutes(result.tookMs)}; load ${result.load.after}; ${othersText(result.load)}`);
  return result;
}

/** The tools are in groups of their own: Ctrl-C reaches only this process. */
function stopAtSignals(tools, clean) {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])
    process.once(signal, () => {
      const stopped = Promise.all([...tools].map((tool) => tool.stop()));
      void stopped.then(clean).finally(() => process.exit(code));
    });
}

async function measureAll(tasks, context, result) {
  const log = (line) => process.stderr.isTTY && process.stderr.write(`\r\u001B[K${line}`);
  const onTask = (_task, groups) => {
    log('');
    console.log(terminalTable(groups).trimEnd());
  };
  const onMissed = (key, said) => {
    log('');
    console.log(`${columns[key].title}: a save did not show; it said\n${said.trim().replaceAll(/^/gm, '  ')}`);
  };
  for (const name of new Set(tasks.map(({ module }) => module))) {
    const own = tasks.filter(({ module }) => module === name);
    const { groups, problem } = await benchModule(name, own, { ...context, log, onTask, onMissed });
    result.groups.push(...groups);
    if (problem === undefined) continue;
    result.notes.push(`${name}: not measured, it cannot be built here: ${problem.split('\n').at(-1)}`);
    console.log(problem);
  }
}

/** Those of the columns that can be measured here, and those that cannot. */
function columnKeys(programs) {
  const wanted = values.columns?.split(',') ?? defaultColumns;
  const unknown = wanted.filter((key) => !(key in columns));
  if (unknown.length > 0)
    throw new Error(`no column ${unknown.join(', ')}: there are ${Object.keys(columns).join(', ')}`);
  const isThere = (key) => columns[key].program === undefined || programs[columns[key].program] !== undefined;
  return {
    available: [...new Set(['floor', ...wanted])].filter(isThere),
    missing: wanted.filter((key) => !isThere(key)),
  };
}

/** The first file says where and when; of the others is told what is theirs. */
function readRuns(files) {
  const [first, ...others] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  for (const other of others) {
    const isNew = ({ module, name }) => !first.groups.some((each) => each.module === module && each.name === name);
    const groups = other.groups.filter(isNew);
    if (groups.length === 0) continue;
    const names = groups.map(({ module, name }) => `${module} ${name}`).join(', ');
    first.groups.push(...groups);
    first.notes.push(
      `${names}: from a run of ${other.date} with ${other.rounds} rounds, gorl ${other.versions.gorl}, ${other.versions.go}; ${othersText(other.load)}`,
      ...other.notes.filter((note) => !first.notes.includes(note)),
    );
  }
  return first;
}

function write(result) {
  writeFileSync(join(root, 'docs/images/performance.svg'), plot(result.groups));
  writeFileSync(join(root, 'docs/performance.md'), performancePage(result));
  console.log('wrote docs/performance.md and docs/images/performance.svg');
}

function headline({ versions, machine, load, rounds }) {
  const named = Object.entries(versions).map(([name, version]) => (name === 'go' ? version : `${name} ${version}`));
  return `${named.join(', ')}; ${machine.cores} cores, load ${load.before}; ${rounds} rounds`;
}
