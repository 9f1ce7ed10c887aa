import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync, constants } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPipeReaders } from '../../../src/process/io/pipe-readers.ts';
import { waitFor } from '../../support/wait-for.ts';

test('finds what the readers of a pipe write, through further pipes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gorl-readers-'));
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  // Read and write, so that it does not wait for the reader.
  const fd = openSync(pipe, constants.O_RDWR);
  const readers = openPipeReaders([fd], 0);
  expect(readers?.written()).toEqual(new Set());
  const script = `sed -u s/a/b/ < ${pipe} | tee ${directory}/dev.log > /dev/null`;
  const ended = once(spawn('sh', ['-c', script], { stdio: 'ignore' }), 'exit');
  try {
    const log = join(directory, 'dev.log');
    await waitFor(() => existsSync(log));
    const { dev, ino } = statSync(log);
    await waitFor(() => readers?.lookAgain() === true && readers.written().has(`${dev}:${ino}`));
  } finally {
    closeSync(fd);
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a reader that starts after a shell around it was found is found too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'gorl-readers-'));
  const [pipe = '', gate = ''] = ['pipe', 'gate'].map((name) => join(directory, name));
  execFileSync('mkfifo', [pipe, gate]);
  const fd = openSync(pipe, constants.O_RDWR);
  const log = join(directory, 'dev.log');
  const script = `exec < ${pipe}; read go < ${gate}; tee ${log} > /dev/null; :`;
  const shell = spawn('sh', ['-c', script], { stdio: 'ignore' });
  const ended = once(shell, 'exit');
  // Open only when the shell has come to the gate.
  const gateFd = openSync(gate, 'w');
  try {
    const readers = openPipeReaders([fd]);
    // The shell, and what it has inherited.
    readers?.written();
    writeSync(gateFd, 'go\n');
    await waitFor(() => existsSync(log));
    const { dev, ino } = statSync(log);
    await waitFor(() => readers?.lookAgain() === true);
    expect(readers?.written()).toContain(`${dev}:${ino}`);
  } finally {
    shell.kill();
    closeSync(gateFd);
    closeSync(fd);
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
});

test('descriptors that are no pipes have no readers', () => {
  const fd = openSync('/dev/null', 'r');
  expect(openPipeReaders([fd])).toBeUndefined();
  closeSync(fd);
});
