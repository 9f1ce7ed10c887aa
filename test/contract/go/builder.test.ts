import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { BuildPlan } from '../../../src/go/build/build-plan.ts';
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
    const builder = createBuilder({ commands: plainCommands, reporter: { report: () => undefined }, tmpDir });
    const plan: BuildPlan = {
      preCmd: [],
      stopOnError: false,
      build: { type: 'custom', line: lines[behavior] },
      cwd: tmpDir,
      env: { PATH: process.env['PATH'] ?? '' },
      roots: [tmpDir],
    };
    return Promise.resolve({
      builder: { ...builder, start: (request, emit) => builder.start({ ...request, plan }, emit) },
      async [Symbol.asyncDispose]() {
        await builder.dispose();
        rmSync(tmpDir, { recursive: true, force: true });
      },
    });
  });
});
