// The license texts of the packages whose code is in the bundle.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `node_modules/a/node_modules/@b/c/x.js` → `node_modules/a/node_modules/@b/c` */
const packageFolder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;

/** The text of THIRD-PARTY-NOTICES.txt. Throws when a bundled package has no license file. */
export function noticesFor(metafile, root) {
  const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
  const folders = new Set(
    bundled.map((path) => packageFolder.exec(path)?.[0]).filter((folder) => folder !== undefined),
  );
  const notices = [...folders].toSorted().map((folder) => notice(join(root, folder)));
  return (
    ['gorl contains code of the packages below, under their licenses.', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`) +
    '\n'
  );
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0) throw new Error(`${name}@${version} is bundled, but has no license file`);
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}
