import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Mulberry32: small, and the same everywhere for the same seed. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Does to a tree what editors, formatters, shells and generators do. Each call is one operation (of those `among`, default: all); returns its name. */
export function randomOperations(
  root: string,
  random: (below: number) => number,
  among?: readonly string[],
): () => Promise<string> {
  let counter = 0;
  const content = (): string => `package p // ${(counter += 1)} ${'x'.repeat(random(60))}\n`;
  const names = ['a', 'b', 'c', 'd'] as const;
  const name = (): string => names[random(names.length)] as string;
  const fileName = (): string => `${name()}${random(3)}${['.go', '.go', '.html', '.txt'][random(4)]}`;

  function directories(): string[] {
    const found = [root];
    for (const directory of found) {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        if (entry.isDirectory() && !entry.name.startsWith('.')) found.push(join(directory, entry.name));
      }
    }
    return found;
  }

  const anyDirectory = (): string => pick(directories());
  const pick = (list: readonly string[]): string => list[random(list.length)] as string;

  function anyFile(): string | undefined {
    const files = directories().flatMap((directory) =>
      readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? join(directory, entry.name) : [],
      ),
    );
    return files.length === 0 ? undefined : pick(files);
  }

  function freeName(): string {
    const path = join(anyDirectory(), fileName());
    return existsSync(path) && statSync(path).isDirectory() ? `${path}.go` : path;
  }

  const operations: Record<string, () => void | Promise<void>> = {
    create: () => writeFileSync(freeName(), content()),
    edit: () => withFile((file) => writeFileSync(file, content())),
    'same size, same tick': () =>
      withFile((file) => {
        writeFileSync(file, 'package a\n');
        writeFileSync(file, 'package b\n');
      }),
    'truncate, then write': () =>
      withFile((file) => {
        const open = openSync(file, 'r+');
        ftruncateSync(open, 0);
        writeSync(open, content());
        closeSync(open);
      }),
    'truncate, write after 8 ms': async () => {
      const file = anyFile();
      if (file === undefined) return;
      const open = openSync(file, 'r+');
      ftruncateSync(open, 0);
      await pause(8);
      writeSync(open, content());
      closeSync(open);
    },
    'save, format 30 ms later': async () => {
      const file = freeName();
      writeFileSync(file, content());
      await pause(30);
      if (existsSync(dirname(file))) writeFileSync(file, content());
    },
    'atomic save': () =>
      withFile((file) => {
        writeFileSync(`${file}.tmp~`, content());
        renameSync(`${file}.tmp~`, file);
      }),
    'save with backup': () =>
      withFile((file) => {
        renameSync(file, `${file}~`);
        writeFileSync(file, content());
        unlinkSync(`${file}~`);
      }),
    touch: () => withFile((file) => utimesSync(file, new Date(), new Date())),
    rename: () =>
      withFile((file) => {
        const target = join(dirname(file), fileName());
        if (!existsSync(target) || statSync(target).isFile()) renameSync(file, target);
      }),
    'move elsewhere': () => withFile((file) => renameSync(file, freeName())),
    delete: () => withFile(unlinkSync),
    'delete, create again': () =>
      withFile((file) => {
        unlinkSync(file);
        writeFileSync(file, content());
      }),
    'remove directory': () => withDirectory((directory) => rmSync(directory, { recursive: true })),
    'remove directory, make again': () =>
      withDirectory((directory) => {
        rmSync(directory, { recursive: true });
        mkdirSync(directory);
        writeFileSync(join(directory, fileName()), content());
      }),
    'move directory': () =>
      withDirectory((directory) => {
        const target = join(anyDirectory(), `${name()}d`);
        if (!existsSync(target) && !`${target}/`.startsWith(`${directory}/`)) renameSync(directory, target);
      }),
    'swap directories': () =>
      withDirectory((directory) => {
        const other = join(dirname(directory), `${name()}d`);
        if (other === directory || !existsSync(other)) return;
        renameSync(directory, `${directory}-swap`);
        renameSync(other, directory);
        renameSync(`${directory}-swap`, other);
      }),
    'deep directory with files': () => {
      const directory = join(anyDirectory(), `${name()}d`, `${name()}d`, `${name()}d`);
      mkdirSync(directory, { recursive: true });
      for (let count = random(4); count >= 0; count -= 1) writeFileSync(join(directory, fileName()), content());
      writeFileSync(join(dirname(directory), fileName()), content());
    },
  };
  const kinds = among ?? Object.keys(operations);

  function withFile(change: (file: string) => void): void {
    const file = anyFile();
    if (file !== undefined) change(file);
  }

  function withDirectory(change: (directory: string) => void): void {
    const directory = anyDirectory();
    if (directory !== root) change(directory);
  }

  return async () => {
    const kind = pick(kinds);
    await operations[kind]?.();
    return kind;
  };
}

/** Time between the steps of one operation, as the tool that it imitates takes it. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
