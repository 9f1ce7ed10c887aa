// What the processes below one process do with the CPU, as /proc tells. Linux only.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the kernel counts in: /proc has 100 ticks a second on every system that Go builds run on. */
const tickMs = 10;
/** So long a tree that does nothing is looked at before it counts as quiet. */
const quietMs = 200;
const quietLimitMs = 60_000;
/** A program without work still takes a tick now and then. */
const quietTicks = 1;
const compilers = new Set(['go', 'compile', 'link', 'asm', 'cgo', 'vet', 'buildid', 'gofmt']);

function readProcesses() {
  const processes = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const end = stat.lastIndexOf(')');
      const fields = stat.slice(end + 2).split(' ');
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      processes.set(Number(entry), {
        name: stat.slice(stat.indexOf('(') + 1, end),
        parent: Number(fields[1]),
        state: fields[0],
        ticks,
      });
    } catch {
      // It has ended.
    }
  }
  return processes;
}

/**
 * For each of the roots: `usedMs`, the CPU time of its tree and of the children that have ended in it, and whether a
 * tool of Go's runs there.
 */
export function lookAt(roots) {
  const processes = readProcesses();
  const found = new Map(roots.map((root) => [root, { usedMs: 0, isCompiling: false }]));
  for (const [pid, { name, state, ticks }] of processes) {
    const root = rootOf(processes, pid, found);
    if (root === undefined) continue;
    const sum = found.get(root);
    sum.usedMs += ticks * tickMs;
    if (compilers.has(name) && state !== 'Z') sum.isCompiling = true;
  }
  return found;
}

function rootOf(processes, pid, roots) {
  for (let at = pid; at !== undefined && at > 1; at = processes.get(at)?.parent) if (roots.has(at)) return at;
  return undefined;
}

/** Waits until none of the trees does anything. Returns false if one of them never stops. */
export async function untilQuiet(roots) {
  const deadline = performance.now() + quietLimitMs;
  let before = lookAt(roots);
  while (performance.now() < deadline) {
    await sleep(quietMs);
    const now = lookAt(roots);
    const isQuiet = roots.every((root) => {
      const { usedMs, isCompiling } = now.get(root);
      return !isCompiling && usedMs - before.get(root).usedMs <= quietTicks * tickMs;
    });
    if (isQuiet) return true;
    before = now;
  }
  return false;
}

/** Kills every process that has `mark` (`NAME=value`) in its environment: what a tool has left behind. */
export function killMarked(mark) {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      if (readFileSync(`/proc/${entry}/environ`, 'latin1').split('\0').includes(mark))
        process.kill(Number(entry), 'SIGKILL');
    } catch {
      // It has ended, or is somebody else's.
    }
  }
}
