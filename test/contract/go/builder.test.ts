import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { createBuilder } from '../../../src/go/build/builder.ts';
import { createFakeBuilder } from '../../support/fake-ports.ts';
import { plainCommands } from '../../support/plain-commands.ts';
import { builderContract } from './builder-contract.ts';

const lines = { succeeds: 'true', fails: 'exit 1', hangs: 'sleep 60' } as const;

describe('Builder, the fake', () => {
  builderContract((behavior) =>
    Promise.resolve({ builder: createFakeBuilder(() => behavior), [Symbol.asyncDispose]: () => Promise.resolve() }),
  );
});

describe('Builder, the real adapter', () => {
  builderContract((behavior) => {
    const tmpDir = mkdtempSync(join(tmpdir(), 'gorl-builder-'));
    const builder = createBuilder({
      commands: plainCommands,
      reporter: { report: () => undefined },
      plan: () => ({
        preCmd: [],
        stopOnError: false,
        build: { type: 'custom', line: lines[behavior] },
        cwd: tmpDir,
        env: () => ({ PATH: process.env['PATH'] ?? '' }),
        roots: [tmpDir],
      }),
      tmpDir,
    });
    return Promise.resolve({
      builder,
      async [Symbol.asyncDispose]() {
        await builder.dispose();
        rmSync(tmpDir, { recursive: true, force: true });
      },
    });
  });
});
