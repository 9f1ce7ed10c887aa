import { randomNumbers, randomOperations } from './random-operations.ts';

/** Run as a child process: for each number it is sent, that many operations; answers with their names. */
const [, , root = '', seed = '1'] = process.argv;
const operate = randomOperations(root, randomNumbers(Number(seed)));

process.on('message', (count: number) => {
  void (async () => {
    const names: string[] = [];
    for (let done = 0; done < count; done += 1) names.push(await operate());
    process.send?.(names);
  })();
});
