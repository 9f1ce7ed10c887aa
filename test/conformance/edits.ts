import type { Stage } from './stage.ts';
import { happens } from './waits.ts';

export interface Edits {
  readonly files: readonly string[];
  /** These are waited for as long as it takes; the others get a window. */
  readonly expected: readonly string[];
}

/** Which of these files cause a build when they are written, each alone. */
export async function building(stage: Stage, edits: Edits): Promise<string[]> {
  return await causing(stage, 'build', edits, async (starts) => {
    // With the app's start air's delay is over too, in which it would lose the next write.
    await happens(stage, () => stage.starts() > starts);
    await stage.window(150);
  });
}

/** For which of these files the rule's command runs. */
export async function runningRule(stage: Stage, edits: Edits): Promise<string[]> {
  return await causing(stage, 'rule', edits, () => stage.window(150));
}

async function causing(
  stage: Stage,
  line: string,
  { files, expected }: Edits,
  settled: (starts: number) => Promise<void>,
): Promise<string[]> {
  const found: string[] = [];
  const edit = async (file: string): Promise<boolean> => {
    const [before, starts] = [stage.count(line), stage.starts()];
    stage.write(file, `${stage.read(file)}${file} ${before}\n`);
    const patienceMs = expected.includes(file) ? stage.subject.patienceMs : 500;
    if (!(await happens(stage, () => stage.count(line) > before, patienceMs))) return false;
    await settled(starts);
    return true;
  };
  const atFirst = stage.count(line);
  for (const file of files) if (await edit(file)) found.push(file);
  // What came after its window has come by the time one more edit has had its effect.
  const last = found.findLast((file) => expected.includes(file));
  const fenced = last !== undefined && (await edit(last)) ? 1 : 0;
  const surplus = stage.count(line) - atFirst - fenced - found.length;
  return surplus === 0 ? found : [...found, `${surplus} more`];
}

/**
 * Builds after a save of the same bytes, so long after the start: the fewest of three starts. On a busy machine the
 * files may not have been read by then, and nobody can tell what was in them.
 */
export async function buildsAfterSameBytes(stage: Stage, args: readonly string[], restMs: number): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 1; at <= 5 && fewest > 0; at += 2) {
    stage.save(`v${at}`);
    stage.start(args);
    await stage.started(`v${at}`);
    await stage.window(restMs);
    const before = stage.count('build');
    stage.save(`v${at}`);
    await stage.window(700);
    stage.save(`v${at + 1}`);
    await stage.started(`v${at + 1}`);
    fewest = Math.min(fewest, stage.count('build') - before - 1);
    await stage.stop();
  }
  return fewest;
}

/** What node's own timers take depends on who else wants the machine; this does not. */
const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Builds after a file was emptied and written again within 30 ms: the fewest of three tries that were that quick (where
 * the process was not held up in between, that is), of ten at most.
 */
export async function buildsAfterEmptying(stage: Stage, file: string): Promise<number> {
  const text = stage.read(file);
  const judged: number[] = [];
  for (let at = 2; at <= 11 && judged.length < 3 && !judged.includes(0); at++) {
    const before = stage.count('build');
    const emptied = performance.now();
    stage.write(file, '');
    Atomics.wait(cell, 0, 0, 25);
    stage.write(file, text);
    const gapMs = performance.now() - emptied;
    await stage.window(700);
    stage.save(`v${at}`);
    await stage.started(`v${at}`);
    if (gapMs < 80) judged.push(stage.count('build') - before - 1);
  }
  return Math.min(...judged);
}
