// A module of the bench on disk: written once, then edited file by file.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ballastPackage } from './ballast.mjs';
import { brokenLine, chainFile, hotFile, initialState, mainFile, platformFile } from './editable.mjs';
import { valueOf } from './edits.mjs';
import { chainLength, packageName, shapes } from './shapes.mjs';

const real = join(import.meta.dirname, 'real');

const pathOf = (name) => `bench.example/${name}`;

/** The files that edits concern, each as it is in that state. */
function editableFiles(name, state) {
  const module = pathOf(name);
  return new Map([
    ['main.go', mainFile(module, shapes[name], state)],
    ['hot/hot.go', hotFile(state)],
    [`c${chainLength}/c${chainLength}.go`, chainFile(module, chainLength, state)],
  ]);
}

/** The files of a module by their paths. The same name gives the same files, to the byte. */
export function moduleFiles(name) {
  const shape = shapes[name];
  const module = pathOf(name);
  const files = editableFiles(name, initialState);
  files.set('go.mod', shape.isReal ? readFileSync(join(real, 'go.mod'), 'utf8') : `module ${module}\n\ngo 1.19\n`);
  files.set('platform/platform.go', platformFile(module));
  for (let number = 1; number < chainLength; number += 1)
    files.set(`c${number}/c${number}.go`, chainFile(module, number, initialState));
  for (let index = 0; index < shape.packages; index += 1)
    files.set(`${packageName(index)}/${packageName(index)}.go`, ballastPackage(module, index));
  if (!shape.isReal) return files;
  files.set('go.sum', readFileSync(join(real, 'go.sum'), 'utf8'));
  files.set('edge/edge.go', readFileSync(join(real, 'edge.go'), 'utf8'));
  return files;
}

/** One copy of a module, which one tool looks after. */
export class BenchModule {
  #name;
  #state = initialState;

  constructor(name, dir) {
    this.#name = name;
    this.dir = dir;
    for (const [path, text] of moduleFiles(name)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
  }

  /**
   * Saves the way careful editors do: written elsewhere, and renamed to the name of the file. So no tool can read half a
   * file, and each sees one event. Nothing is left to do after `savedAt` but the rename.
   *
   * @returns what shows that the save has arrived
   */
  save({ file, change }, number) {
    const before = this.#state;
    this.#state = { ...before, ...change(before, number) };
    const text = editableFiles(this.#name, this.#state).get(file);
    const { missing } = this.#state;
    const written = `${this.dir}.save`;
    writeFileSync(written, text);
    const savedAt = performance.now();
    renameSync(written, join(this.dir, file));
    return {
      savedAt,
      value: valueOf(before, this.#state),
      error: missing === undefined ? undefined : { place: `${file}:${brokenLine(text)}`, missing },
    };
  }

  /** Writes package main so that it compiles, whatever was saved last. */
  mend() {
    this.#state = { ...this.#state, missing: undefined };
    writeFileSync(join(this.dir, 'main.go'), editableFiles(this.#name, this.#state).get('main.go'));
  }
}
