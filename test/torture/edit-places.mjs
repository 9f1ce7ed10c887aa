/** What an edit can take its place from. */
export class Place {
  #count = 0;

  constructor({ tree, random, workspace, cgo }) {
    this.tree = tree;
    this.random = random;
    this.workspace = workspace;
    this.cgo = cgo;
  }

  /** A text that was never in any file before. */
  text() {
    this.#count += 1;
    return `edit${this.#count}x`;
  }

  /** A plain package of those that some commands import. @param accept which */
  package(accept) {
    const plain = this.workspace.packages.filter(({ users, isMain }) => users === undefined && isMain !== true);
    const found = plain.filter(accept);
    if (found.length === 0) throw new Error('the workspace has no such package');
    return this.random.pick(found);
  }

  /** Its main file. */
  source(accept) {
    const { dir, name } = this.package(accept);
    return `${dir}/${name}.go`;
  }

  main() {
    return this.random.pick(this.workspace.packages.filter(({ isMain }) => isMain === true));
  }

  /** Changes the string that the file's init brings into the binary. */
  changeBody(file) {
    this.tree.edit(file, (before) => withBody(before, this.text()));
  }
}

export function withBody(source, text) {
  return source.replace(/(?:v0|edit\d+x)"/, `${text}"`);
}

export const byAll = ({ path }) => path === 'kit/shared/s000';
export const bySome = ({ commands }) => commands.length > 0;
export const byOne = ({ commands, path }) => commands.length === 1 && path.includes('/internal/');
export const byNone = ({ commands }) => commands.length === 0;
