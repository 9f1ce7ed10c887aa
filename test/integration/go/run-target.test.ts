import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRunTarget, type CheckedTarget } from '../../../src/session/service-plan/run-target.ts';
import type { CommandRunner } from '../../../src/engine/ports.ts';
import { findToolchain } from '../../../src/go/toolchain/toolchain.ts';
import { plainCommands } from '../../support/plain-commands.ts';

let root = '';
let goFile = '';
const env = { ...process.env } as Record<string, string>;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'gorl-run-target-'));
  const search = await findToolchain({ cwd: root, env, commands: plainCommands });
  if (search.type === 'missing') throw new Error('these tests need Go');
  ({ goFile } = search.toolchain);
  const files = {
    'go.mod': 'module example.com/x\n\ngo 1.22\n',
    'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
    'cmd/worker/main.go': 'package main\n\nfunc main() {}\n',
    'cmd/broken/main.go': 'packag main\n',
    'lib/lib.go': 'package lib\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

const check = (
  packages: readonly string[],
  choose: (dirs: readonly string[], why: string) => string | undefined = () => undefined,
  commands: CommandRunner = plainCommands,
): Promise<CheckedTarget> =>
  checkRunTarget({ root, goFile, env, commands, packages, choose: (dirs, why) => Promise.resolve(choose(dirs, why)) });

const noCommands: CommandRunner = {
  start: () => {
    throw new Error('no command is needed for this');
  },
};

describe('what gorl run is given', () => {
  test('a directory or file of package main costs no command', async () => {
    expect(await check(['./cmd/api'], undefined, noCommands)).toEqual({ type: 'ok', packages: ['./cmd/api'] });
    expect(await check(['cmd/api/main.go'], undefined, noCommands)).toMatchObject({ type: 'ok' });
  });

  test('an import path', async () => {
    expect(await check(['example.com/x/cmd/api'])).toMatchObject({ type: 'ok' });
    expect(await check(['example.com/x/lib'])).toMatchObject({
      type: 'refused',
      diagnostic: { message: 'example.com/x/lib is package lib, not a main package' },
    });
    expect(await check(['example.com/x/nothing'])).toMatchObject({ type: 'refused' });
  });

  test('what does not parse is the build’s to tell', async () => {
    expect(await check(['./cmd/broken'])).toEqual({ type: 'ok', packages: ['./cmd/broken'] });
  });

  test('what is none is asked for', async () => {
    for (const target of ['./cmd/apii', './lib', '.', 'fmt']) {
      let asked: readonly string[] = [];
      let reason = '';
      const chosen = await check([target], (dirs, why) => {
        asked = dirs;
        reason = why;
        return './cmd/worker';
      });
      expect(chosen).toEqual({ type: 'ok', packages: ['./cmd/worker'] });
      expect(reason).toMatch(/^there is no directory|not a main package$|^no Go files in/);
      expect(asked).toEqual(expect.arrayContaining(['./cmd/api', './cmd/worker']));
    }
  });

  test('or told with what there is', async () => {
    expect(await check(['./cmd/wroker'])).toMatchObject({
      type: 'refused',
      diagnostic: {
        message: 'there is no directory ./cmd/wroker',
        notes: expect.arrayContaining([{ message: 'gorl run ./cmd/api' }, { message: 'gorl run ./cmd/worker' }]),
        hint: 'did you mean ./cmd/worker?',
      },
    });
  });
});
