import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What a program is made of, as the go command lists it, and what lies beside that. */

/**
 * @param base absolute; what is own lies below it
 * @returns paths below `base`: `packages` (the Go files of each), `embedded`, `generated`, `modules`, `others`
 */
export function ownFiles(base, { dir, target }, env) {
  const words = ['list', '-deps', '-json=Dir,GoFiles,CgoFiles,CFiles,HFiles,SFiles,EmbedFiles', target];
  const listed = execFileSync('go', words, { cwd: join(base, dir), env, maxBuffer: 1 << 28 }).toString();
  const own = JSON.parse(`[${listed.trim().replaceAll(/^\}\n\{/gm, '},{')}]`).filter(({ Dir }) =>
    Dir.startsWith(`${base}/`),
  );
  const named = (each, ...fields) =>
    fields.flatMap((field) => each[field] ?? []).map((name) => relative(base, join(each.Dir, name)));
  const packages = own.map((each) => named(each, 'GoFiles', 'CgoFiles')).filter((files) => files.length > 0);
  const embedded = own.flatMap((each) => named(each, 'EmbedFiles'));
  const foreign = own.flatMap((each) => named(each, 'CFiles', 'HFiles', 'SFiles'));
  const all = filesBelow(base).map((file) => relative(base, file));
  const modules = all.filter((file) => /^(?:[^/]+\/)?go\.(?:mod|work)$/.test(file));
  const part = new Set([...packages.flat(), ...embedded, ...foreign, ...modules]);
  const isGenerated = (file) => /^\/\/ Code generated .* DO NOT EDIT\.$/m.test(readFileSync(join(base, file), 'utf8'));
  return {
    packages,
    embedded,
    generated: packages.flat().filter(isGenerated),
    modules,
    others: all.filter((file) => !part.has(file) && !/\.(?:sum|syso)$|(?:^|\/)sentinel_windows\.go$/.test(file)),
  };
}

function filesBelow(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === 'tmp' || entry.name === '.git' ? [] : filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
