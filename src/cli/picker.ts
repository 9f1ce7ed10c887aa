/** Asks on the terminal which main package to run; undefined when the answer is none of them. */
export async function pickMainPackage(dirs: readonly string[]): Promise<string | undefined> {
  const { createInterface } = await import('node:readline/promises');
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const width = String(dirs.length).length;
    for (const [at, dir] of dirs.entries()) process.stderr.write(`  ${String(at + 1).padStart(width)}  ${dir}\n`);
    const answer = (await prompt.question(`Which main package? (1–${dirs.length}) `)).trim();
    const byNumber = /^\d+$/.test(answer) ? dirs[Number(answer) - 1] : undefined;
    return byNumber ?? dirs.find((dir) => dir === answer || dir === `./${answer}`);
  } catch {
    return undefined;
  } finally {
    prompt.close();
  }
}
