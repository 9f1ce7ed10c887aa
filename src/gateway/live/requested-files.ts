/** As many names, and as many paths of one name, are remembered; the oldest go first. */
const [mostNames, mostPaths] = [2000, 8];

/** Where a file was asked for. */
export interface RequestedPath {
  readonly path: string;
  /** The `Host` that it was asked of. */
  readonly host: string;
}

/** By which paths the app has been asked for what looks like a file. */
export class RequestedFiles {
  readonly #paths = new Map<string, ReadonlyMap<string, RequestedPath>>();

  note(method: string, url: string, host: string): void {
    const path = url.replace(/[?#].*$/, '');
    const name = fileNameIn(path);
    if (method !== 'GET' || name === undefined) return;
    const paths = new Map(this.#paths.get(name));
    paths.delete(path);
    paths.set(path, { path, host });
    this.#paths.delete(name);
    this.#paths.set(name, new Map([...paths].slice(-mostPaths)));
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > mostNames && oldest !== undefined) this.#paths.delete(oldest);
  }

  /** @param name of a file, without directories */
  named(name: string): readonly RequestedPath[] {
    return [...(this.#paths.get(name)?.values() ?? [])];
  }
}

/** A directory answers with its `index.html`. */
function fileNameIn(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === '') return 'index.html';
  try {
    const decoded = decodeURIComponent(name);
    return /\.\w+$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}
