// How fast an app's lines come through gorl's terminal, against the least that a relay of a pseudo-terminal can be: a
// program of node that copies from one to the other. Usage: node scripts/bench-terminal.mjs [-n ROUNDS] [--megabytes N]
import { spawn } from '@lydell/node-pty';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadavg, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { median } from '../test/bench/statistics.mjs';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const { values } = parseArgs({ options: { n: { type: 'string', short: 'n' }, megabytes: { type: 'string' } } });
const rounds = Number(values.n ?? 7);
const megabytes = Number(values.megabytes ?? 150);
const kinds = {
  lines: 'a line of a log, as programs write them: GET /users/42 200 1.2ms\\n',
  colors: '\\x1b[32mINFO\\x1b[0m a line of a log \\x1b[36mkey\\x1b[0m=value GET /users/42\\n',
};

const program = (text) => `package main

import (
	"bufio"
	"os"
	"time"
)

func main() {
	out := bufio.NewWriterSize(os.Stdout, 4096)
	line := []byte("${text}")
	// What whoever started this still has to do at the start is another matter.
	time.Sleep(3 * time.Second)
	out.WriteString("<begin>")
	for sent := 0; sent < ${megabytes}<<20; sent += len(line) {
		out.Write(line)
	}
	out.WriteString("<end>")
	out.Flush()
	time.Sleep(time.Hour)
}
`;

const relay = `
const { spawn } = await import(${JSON.stringify(import.meta.resolve('@lydell/node-pty'))});
const child = spawn(process.argv[1], [], { cols: 80, rows: 24, encoding: null });
child.onData((data) => process.stdout.write(data));
`;

/** From the first byte of the app to its last, in ms. */
function once(file, args, cwd) {
  return new Promise((resolve) => {
    const pty = spawn(file, args, {
      cwd,
      cols: 80,
      rows: 24,
      encoding: null,
      env: { ...process.env, TERM: 'xterm-256color', CI: '' },
    });
    let begin;
    let tail = '';
    pty.onData((data) => {
      tail = tail.slice(-16) + data.toString('latin1');
      if (begin === undefined && tail.includes('<begin>')) begin = performance.now();
      if (!tail.includes('<end>')) return void (tail = tail.slice(-16));
      resolve(performance.now() - begin);
      pty.kill('SIGTERM');
    });
  });
}

await build();
ensureGo();
console.log(`${rounds} rounds of ${megabytes} MB each, load ${loadavg()[0].toFixed(1)}`);
for (const [kind, text] of Object.entries(kinds)) {
  const dir = mkdtempSync(join(tmpdir(), 'gorl-bench-terminal-'));
  try {
    writeFileSync(join(dir, 'go.mod'), 'module example.com/many\n\ngo 1.19\n');
    writeFileSync(join(dir, 'main.go'), program(text));
    execFileSync('go', ['build', '-o', 'many', '.'], { cwd: dir });
    const figures = { relay: [], gorl: [] };
    for (let round = 0; round < rounds; round += 1) {
      figures.relay.push(await once(process.execPath, ['--input-type=module', '-e', relay, join(dir, 'many')], dir));
      figures.gorl.push(await once(process.execPath, [join(root, 'bin/gorl.js')], dir));
    }
    const [bare, ours] = [median(figures.relay), median(figures.gorl)];
    const speed = (ms) => `${(megabytes / (ms / 1000)).toFixed(1)} MB/s`;
    console.log(`${kind.padEnd(7)} relay ${speed(bare)}, gorl ${speed(ours)}: ${(bare / ours).toFixed(2)} x`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
