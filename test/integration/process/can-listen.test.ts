import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { canListen } from '../../../src/process/ready/can-listen.ts';

const dir = mkdtempSync(join(tmpdir(), 'gorl-can-listen-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const programs = {
  'a server': ['net/http', 'go http.ListenAndServe("127.0.0.1:0", nil)'],
  'a client': ['net/http', 'http.Get(os.Getenv("NOWHERE"))'],
  'a program without network': ['fmt', 'fmt.Fprintln(os.Stderr, "x")'],
} as const;

test.runIf(process.platform === 'linux').each([
  ['a server', 'yes', []],
  ['a server', 'yes', ['-ldflags=-s -w']],
  ['a client', 'no', []],
  ['a program without network', 'no', []],
] as const)('%s: %s %s', async (name, expected, flags) => {
  const [imported, does] = programs[name];
  const waits = '\n\tos.Stdin.Read(make([]byte, 1))\n';
  writeFileSync(
    join(dir, 'main.go'),
    `package main\n\nimport (\n\t"${imported}"\n\t"os"\n)\n\nfunc main() {\n\t${does}${waits}}\n`,
  );
  writeFileSync(join(dir, 'go.mod'), 'module example.com/x\n\ngo 1.19\n');
  execFileSync('go', ['build', '-buildvcs=false', ...flags, '-o', 'program', '.'], { cwd: dir });
  const child = spawn(join(dir, 'program'), [], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    expect(await canListen([child.pid ?? 0])).toBe(expected);
    expect(await canListen([child.pid ?? 0, 4_194_305])).toBe(expected);
    expect(await canListen([child.pid ?? 0, process.pid])).toBe(expected === 'yes' ? 'yes' : 'unknown');
  } finally {
    child.stdin.end();
  }
});

test.runIf(process.platform === 'linux')('of what is no Go program, and of nobody, nothing is known', async () => {
  expect(await canListen([process.pid])).toBe('unknown');
  expect(await canListen([4_194_305])).toBe('unknown');
  expect(await canListen([])).toBe('unknown');
});
