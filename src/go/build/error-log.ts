import { constants } from 'node:fs';
import { appendFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Above this, the older half of the log is dropped. */
const maxLogBytes = 1024 * 1024;
const maxEntryLength = 64 * 1024;
/** A named pipe that nobody reads is an error, not a reason to wait. */
const flag = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/**
 * Appends one failed build to the build error log: the time, then what the commands printed (at most
 * its last 64 KiB). air's log holds only the exit status. Never rejects: a log is not worth a build.
 */
export async function appendToErrorLog(file: string, output: string, now: Date = new Date()): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const size = await stat(file).then(
      (facts) => facts.size,
      () => 0,
    );
    if (size > maxLogBytes) await dropOlderHalf(file);
    const entry = `==> ${now.toISOString()} build failed\n${output.slice(-maxEntryLength).trimEnd()}\n\n`;
    await appendFile(file, entry, { flag });
  } catch {
    // Read-only or full: the terminal has told it anyway.
  }
}

async function dropOlderHalf(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const entry = text.indexOf('\n==> ', Math.floor(text.length / 2));
  await writeFile(file, entry < 0 ? '' : text.slice(entry + 1));
}
