import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  copyFileSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const text = (name: string): string => readFileSync(join(root, name), 'utf8');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Files of this repository that a page links to or shows. */
const targets = (page: string): string[] =>
  [...text(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => target);

test.each(pages)('every link in %s leads to a file', (page) => {
  expect(targets(page).filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

describe('the README', () => {
  const readme = text('README.md');
  const start = readme.slice(readme.indexOf('## Quick start'));
  const beforeFirstCommand = start.slice(0, start.indexOf('```'));

  test('says what gorl needs, and where it is not yet, before the first command', () => {
    expect(beforeFirstCommand).toMatch(/Node\.js.*\d+\.\d+ or newer.*Go \d+\.\d+ or newer/s);
    // Delete it with the words, once 0.1.0 is published.
    expect(beforeFirstCommand).toMatch(/not on npm yet/);
    expect(readme.indexOf('```')).toBeGreaterThan(readme.indexOf('## Quick start'));
  });

  test('names the version that is packed', () => {
    const { version } = JSON.parse(text('package.json')) as { version: string };
    expect(start).toContain(`./gorl-${version}.tgz`);
  });
});

test('nothing is published while npm could not follow the links', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-publish-'));
  try {
    mkdirSync(join(folder, 'scripts'));
    copyFileSync(join(root, 'scripts/check-publish.mjs'), join(folder, 'scripts/check-publish.mjs'));
    const check = (manifest: object): Promise<number> => {
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
      return new Promise((resolve) =>
        execFile(process.execPath, [join(folder, 'scripts/check-publish.mjs')], (error) =>
          resolve(error === null ? 0 : 1),
        ),
      );
    };
    expect(await check({})).toBe(1);
    expect(await check({ repository: 'github:someone/gorl' })).toBe(0);
    expect(await check({ repository: { type: 'git', url: 'https://example.com/gorl.git' } })).toBe(0);
    expect((JSON.parse(text('package.json')) as { scripts: Record<string, string> }).scripts['prepublishOnly']).toBe(
      'node scripts/check-publish.mjs',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
