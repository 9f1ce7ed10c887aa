// Records docs/images/demo.svg: a real gorl in a real terminal, and a shell beside it. Nothing is staged but the
// keys, and no time is cut out. Build first; it needs go, bash, curl, nc and sed. Usage: node scripts/record-demo.mjs [FILE]
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { spawn } from '@lydell/node-pty';
import { root } from './build.mjs';
import { drawing } from './demo/picture.mjs';
import { Screen } from './demo/screen.mjs';

const columns = 100;
const panes = [
  { title: 'gorl', rows: 24 },
  { title: 'another terminal', rows: 10 },
];

/** Two terminals, what they showed when, and hands that type. */
function openTerminals(folder, port) {
  const startedAt = performance.now();
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(?:CI|NO_COLOR|FORCE_COLOR|npm_)/.test(name)),
    ),
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    PORT: String(port),
    PS1: '$ ',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    INPUTRC: '/dev/null',
  };
  return panes.map(({ title, rows }) => {
    const screen = new Screen(columns, rows);
    const frames = [{ at: 0, rows: screen.snapshot() }];
    const terminal = { title, columns, rows, frames, shown: '' };
    const pty = spawn('bash', ['--noprofile', '--norc'], { cwd: join(folder, 'hello'), env, cols: columns, rows });
    terminal.ended = new Promise((done) => void pty.onExit(done));
    pty.onData((text) => {
      terminal.shown += text;
      screen.write(text);
      frames.push({ at: performance.now() - startedAt, rows: screen.snapshot() });
    });
    terminal.press = (text) => pty.write(text);
    terminal.type = async (line) => {
      for (const char of line) {
        pty.write(char);
        await sleep(25);
      }
      await sleep(250);
      pty.write('\r');
    };
    /** Waits until `pattern` is shown after what was shown at the last wait. */
    terminal.waitFor = async (pattern) => {
      const limit = performance.now() + 60_000;
      for (;;) {
        const found = pattern.exec(terminal.shown);
        if (found !== null) {
          terminal.shown = terminal.shown.slice(found.index + found[0].length);
          return;
        }
        if (performance.now() > limit) throw new Error(`${pattern} was not shown:\n${terminal.shown}`);
        await sleep(10);
      }
    };
    return terminal;
  });
}

async function perform([gorl, shell], port) {
  const ask = async (answer) => {
    await shell.type(`curl localhost:${port}`);
    await shell.waitFor(answer);
    await sleep(800);
  };
  await sleep(600);
  // Somebody else is there first.
  await shell.type(`nc -lk 127.0.0.1 ${port} &`);
  await shell.waitFor(/\[1\] \d+/);
  await sleep(600);
  await gorl.type('gorl');
  await gorl.waitFor(/is in use|in use by/);
  await gorl.waitFor(/crashed/);
  await sleep(2_500);
  await shell.type('kill %1');
  await sleep(800);
  gorl.press('r');
  await gorl.waitFor(/ready {4}/);
  await sleep(1_200);
  await ask(/Hello from Go!/);
  await shell.type(`sed -i 's/Hello from Go!/Hello again!/' main.go`);
  await gorl.waitFor(/ready {4}/);
  await sleep(800);
  await ask(/Hello again!/);
  await shell.type(`sed -i 's/(w, greeting)/(w, greting)/' main.go`);
  await gorl.waitFor(/failed/);
  await sleep(2_000);
  await ask(/Hello again!/);
  await shell.type(`sed -i 's/greting/greeting/' main.go`);
  await gorl.waitFor(/fixed|same/);
  await sleep(2_400);
  gorl.press('q');
  await gorl.waitFor(/stopped/);
  await sleep(3_000);
  for (const terminal of [gorl, shell]) terminal.press('\x04');
  await Promise.all([gorl.ended, shell.ended]);
}

async function portToUse() {
  for (const port of [8080, 8081, 8082, 8090, 9000]) {
    const server = createServer();
    const free = await new Promise((done) => {
      server.once('error', () => done(false));
      server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
    });
    if (free) return port;
  }
  throw new Error('none of the usual ports is free');
}

async function record(file) {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-demo-'));
  try {
    mkdirSync(join(folder, 'hello'));
    for (const name of ['go.mod', 'main.go']) cpSync(join(root, 'examples/hello', name), join(folder, 'hello', name));
    mkdirSync(join(folder, 'bin'));
    writeFileSync(
      join(folder, 'bin/gorl'),
      `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/gorl.js')}' "$@"\n`,
    );
    chmodSync(join(folder, 'bin/gorl'), 0o755);
    // As on a machine where the program was built before: the standard library is in the build cache.
    execFileSync('go', ['build', '-o', join(folder, 'warm'), '.'], { cwd: join(folder, 'hello') });
    const port = await portToUse();
    const terminals = openTerminals(folder, port);
    await perform(terminals, port);
    const svg = drawing(terminals);
    writeFileSync(file, svg);
    const seconds = terminals[0].frames.at(-1).at / 1000;
    console.log(`${file}: ${(svg.length / 1000).toFixed(1)} kB, ${seconds.toFixed(1)} s`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
console.log(`recording gorl ${version}`);
await record(resolve(process.argv[2] ?? join(root, 'docs/images/demo.svg')));
