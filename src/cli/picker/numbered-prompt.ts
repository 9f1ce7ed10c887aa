import { interruptForegroundGroup } from '../../process/tree/job-control.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { ExitError } from '../exit-error.ts';

/**
 * Asks with a list and a line to answer in, where the terminal can do no more. Undefined when the answer is none of them.
 *
 * @throws ExitError with code 130 after Ctrl-C or the end of the input
 */
export async function askForNumber(dirs: readonly string[]): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  prompt.once('SIGINT', () => {
    interruptForegroundGroup();
    prompt.close();
  });
  const cancelled = new Promise<undefined>((resolve) => void prompt.once('close', () => resolve(undefined)));
  try {
    const width = String(dirs.length).length;
    for (const [at, dir] of dirs.entries()) process.stderr.write(`  ${String(at + 1).padStart(width)}  ${dir}\n`);
    const question = prompt.question(`Which main package? (1–${dirs.length}) `);
    const answer = (await Promise.race([question.catch(() => undefined), cancelled]))?.trim();
    if (answer === undefined) {
      process.stderr.write('\n');
      throw new ExitError(exitCode.interrupted, 'no main package was chosen');
    }
    const byNumber = /^\d+$/.test(answer) ? dirs[Number(answer) - 1] : undefined;
    return byNumber ?? dirs.find((dir) => dir === answer || dir === `./${answer}`);
  } finally {
    prompt.close();
  }
}
