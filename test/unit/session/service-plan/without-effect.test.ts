import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ineffectivePaths, leftToAir, unreadConfigs } from '../../../../src/session/service-plan/without-effect.ts';
import { loadConfig } from '../../../../src/config/read/load.ts';

let root: string;
beforeEach(() => void (root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-effect-')))));
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), '');
}

describe('a file that looks like the config', () => {
  test.each([
    ['air.toml', '.air.toml'],
    ['.air.conf', '.air.toml'],
    ['.config/.air.toml', '.air.toml'],
    ['.gorl.toml', 'gorl.toml'],
    ['.config/.gorl.toml', 'gorl.toml'],
  ])('%s is told, with its right name', (name, right) => {
    write(name);
    expect(unreadConfigs(root, undefined)).toMatchObject([
      {
        severity: 'warning',
        message: `${name} is ignored: the config must be named ${right}`,
        hint: `rename it to ${right}`,
      },
    ]);
  });

  test('is nobody’s business beside a config that is read; a second config is', () => {
    write('.air.conf');
    expect(unreadConfigs(root, '.air.toml')).toEqual([]);
    write('.config/air.toml');
    expect(unreadConfigs(root, '.config/air.toml')).toEqual([]);
    expect(unreadConfigs(root, '.air.toml')).toMatchObject([
      { message: '.config/air.toml is ignored: .air.toml takes precedence' },
    ]);
    expect(leftToAir(root, '.air.toml')).toBeUndefined();
  });

  test('air’s config beside gorl’s own is left to air; two of gorl’s own are one too many', () => {
    write('.config/air.toml');
    expect(unreadConfigs(root, 'gorl.toml')).toEqual([]);
    expect(leftToAir(root, 'gorl.toml')).toBe('.config/air.toml');
    write('.config/gorl.toml');
    expect(unreadConfigs(root, 'gorl.toml')).toMatchObject([
      {
        message: '.config/gorl.toml is ignored: gorl.toml takes precedence',
        hint: 'merge it into gorl.toml, or delete it',
      },
    ]);
    expect(leftToAir(root, undefined)).toBeUndefined();
    expect(leftToAir(root, '../elsewhere.toml')).toBeUndefined();
  });
});

describe('a path with a slash in front', () => {
  const told = (settings: string): readonly (string | undefined)[][] => {
    const text = `[build]\n${settings}\n`;
    const file = { path: join(root, '.air.toml'), shown: '.air.toml', text };
    const loaded = loadConfig({ file, platform: 'linux', env: {}, flags: [] });
    return ineffectivePaths(loaded, root).map(({ message, hint, location }) => [
      message.replace(/:.*/, ''),
      hint,
      `${location?.file}:${location?.line}`,
    ]);
  };

  test.each([
    ['exclude_dir = ["/web"]', 'build.exclude_dir', 'write "web"'],
    ['exclude_dir = ["/web/"]', 'build.exclude_dir', 'write "web"'],
    ['exclude_file = ["/main.go"]', 'build.exclude_file', 'write "main.go"'],
    ['include_dir = ["/web"]', 'build.include_dir', 'write "web"'],
    ['include_file = ["/web/app.css"]', 'build.include_file', 'write "web/app.css"'],
    ['exclude_dir = ["/usr"]', 'build.exclude_dir', 'remove it'],
  ])('%s', (settings, key, hint) => {
    write('web/app.css');
    expect(told(settings)).toEqual([[key, hint, '.air.toml:2']]);
  });

  test('the whole path of a directory of the project', () => {
    write('web/app.css');
    const whole = JSON.stringify(join(root, 'web'));
    expect(told(`exclude_dir = [${whole}]`)).toEqual([['build.exclude_dir', 'write "web"', '.air.toml:2']]);
    expect(told(`include_dir = [${whole}]`)).toEqual([]);
  });

  test('relative paths, and directories elsewhere that are to be watched, are right', () => {
    expect(told(`exclude_dir = ["web", "./a", "b/"]\ninclude_dir = ["/usr"]\ninclude_file = ["x.css"]`)).toEqual([]);
  });
});
