import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Versions of one module, each with the text of its only source. */
export interface ProxiedModule {
  readonly path: string;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * A module proxy of files (https://go.dev/ref/mod#goproxy-protocol).
 *
 * @returns the variables with which the go command uses it, and nothing else
 */
export function moduleProxy(folder: string, { path, versions }: ProxiedModule): Record<string, string> {
  const at = join(folder, 'proxy', path, '@v');
  mkdirSync(at, { recursive: true });
  const goMod = `module ${path}\n\ngo 1.19\n`;
  writeFileSync(join(at, 'list'), `${Object.keys(versions).join('\n')}\n`);
  for (const [version, source] of Object.entries(versions)) {
    const prefix = `${path}@${version}`;
    writeFileSync(join(at, `${version}.info`), JSON.stringify({ Version: version, Time: '2026-01-01T00:00:00Z' }));
    writeFileSync(join(at, `${version}.mod`), goMod);
    writeFileSync(join(at, `${version}.zip`), zipOf({ [`${prefix}/go.mod`]: goMod, [`${prefix}/dep.go`]: source }));
  }
  return {
    GOPROXY: pathToFileURL(join(folder, 'proxy')).href,
    GOMODCACHE: join(folder, 'modcache'),
    GONOSUMDB: '*',
    // Else it could not be removed.
    GOFLAGS: '-modcacherw',
  };
}

/** A zip archive without compression (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3). */
function zipOf(files: Readonly<Record<string, string>>): Buffer {
  const [locals, central]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [title, content] = [Buffer.from(name), Buffer.from(text)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(content.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, title, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), facts, rest, title]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
