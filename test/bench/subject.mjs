// A private copy of an example that can be edited so that no two builds are the same.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `edit` finds what an edit replaces; `path` is where the result shows. */
export const subjects = {
  hello: { folder: 'examples/hello', edit: /(?<=greeting = ")[^"\\]*/, path: '/' },
  gin: { folder: 'examples/gin', edit: /(?<="message": ")[^"]*/, path: '/ping' },
};

let edits = 0;

export function copySubject(root, { folder, edit, path }, target) {
  cpSync(join(root, folder), target, { recursive: true, filter: (source) => basename(source) !== 'tmp' });
  const file = join(target, 'main.go');
  if (!edit.test(readFileSync(file, 'utf8'))) throw new Error(`${file} has nothing to edit`);
  return {
    folder: target,
    path,
    /** Writes a text that no build had before, and returns it with the time just before the write. */
    save() {
      edits += 1;
      const text = `bench ${process.pid} ${edits}`;
      const content = readFileSync(file, 'utf8').replace(edit, text);
      const savedAt = performance.now();
      writeFileSync(file, content);
      return { text, savedAt };
    },
  };
}
