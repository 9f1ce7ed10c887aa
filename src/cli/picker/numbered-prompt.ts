import { interruptForegroundGroup } from '../../process/tree/job-control.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { ExitError } from '../exit-error.ts';

/**
 * Asks with a list and a line to answer in, where the terminal can do no more: `2`, or `1 3` if `several` can be chosen.
 * Empty when the answer is none of them.
 *
 * @throws ExitError with code 130 after Ctrl-C or the end of the input
 */
export async function askForNumber(dirs: readonly string[], several: boolean): Promise<readonly string[]> {
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
    const question = prompt.question(`Which main package? (1–${dirs.length}${several ? ', or several' : ''}) `);
    const answer = (await Promise.race([question.catch(() => undefined), cancelled]))?.trim();
    if (answer === undefined) {
      process.stderr.write('\n');
      throw new ExitError(exitCode.interrupted, 'no main package was chosen');
    }
    const words = several ? answer.split(/[\s,]+/) : [answer];
    const chosen = words.map((word) => {
      const byNumber = /^\d+$/.test(word) ? dirs[Number(word) - 1] : undefined;
      return byNumber ?? dirs.find((dir) => dir === word || dir === `./${word}`);
    });
    return chosen.includes(undefined) ? [] : [...new Set(chosen.filter((dir) => dir !== undefined))];
  } finally {
    prompt.close();
  }
}
