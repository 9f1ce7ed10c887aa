import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Files that are edited, and put back afterward: each operation knows its opposite. */
export class Tree {
  #opposites = [];

  constructor(dir) {
    this.dir = dir;
  }

  path(name) {
    return join(this.dir, name);
  }

  exists(name) {
    return existsSync(this.path(name));
  }

  read(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  /** As most editors do: truncate, then write. */
  write(name, content) {
    this.#keep(name);
    writeFileSync(this.path(name), content);
  }

  /** @throws when that changes nothing: an edit that does not reach its file proves nothing */
  edit(name, change) {
    const before = this.read(name);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${name} changes nothing`);
    this.write(name, after);
  }

  append(name, text) {
    this.edit(name, (before) => before + text);
  }

  /** As editors do that write a new file and rename it over the old one. */
  renameOver(name, text) {
    this.#keep(name);
    writeFileSync(this.path(`${name}.tmp~`), text);
    renameSync(this.path(`${name}.tmp~`), this.path(name));
  }

  /** As editors do that move the old file to a backup first. */
  writeWithBackup(name, text) {
    this.#keep(name);
    renameSync(this.path(name), this.path(`${name}~`));
    writeFileSync(this.path(name), text);
    rmSync(this.path(`${name}~`));
  }

  remove(name) {
    this.#keep(name);
    rmSync(this.path(name));
  }

  removeAndWriteAgain(name) {
    const content = readFileSync(this.path(name));
    rmSync(this.path(name));
    writeFileSync(this.path(name), content);
  }

  /** Of a file or a directory. */
  rename(from, to) {
    this.#makeDirectory(dirname(to));
    renameSync(this.path(from), this.path(to));
    this.#opposites.push(() => renameSync(this.path(to), this.path(from)));
  }

  makeDirectory(name) {
    this.#makeDirectory(name);
  }

  chmod(name, mode) {
    const before = statSync(this.path(name)).mode;
    chmodSync(this.path(name), mode);
    this.#opposites.push(() => chmodSync(this.path(name), before));
  }

  touch(name) {
    utimesSync(this.path(name), new Date(), new Date());
  }

  /** A link in the place of a file. */
  link(name, target) {
    this.#keep(name);
    rmSync(this.path(name), { force: true });
    symlinkSync(this.path(target), this.path(name));
  }

  /** Puts everything back. */
  undo() {
    while (this.#opposites.length > 0) this.#opposites.pop()();
  }

  #keep(name) {
    const path = this.path(name);
    if (existsSync(path)) {
      const before = readFileSync(path);
      this.#opposites.push(() => {
        // A link would be written through.
        if (isLink(path)) rmSync(path);
        writeFileSync(path, before);
      });
      return;
    }
    this.#makeDirectory(dirname(name));
    this.#opposites.push(() => rmSync(path, { force: true }));
  }

  #makeDirectory(name) {
    const made = mkdirSync(this.path(name), { recursive: true });
    if (made !== undefined) this.#opposites.push(() => rmSync(made, { recursive: true, force: true }));
  }
}

function isLink(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
