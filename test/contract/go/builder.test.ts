import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import type { Builder } from '../../../src/engine/ports.ts';
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

/** `of`: what the plan of that line is, besides the rest. */
function realBuilder(line: string, of: (line: string, dir: string) => Pick<BuildPlan, 'build' | 'generate'>) {
  const tmpDir = mkdtempSync(join(tmpdir(), 'gorl-builder-'));
  const builder = createBuilder({ commands: plainCommands, reporter: { report: () => undefined }, tmpDir });
  const plan: BuildPlan = {
    preCmd: [],
    stopOnError: false,
    cwd: tmpDir,
    env: { PATH: process.env['PATH'] ?? '' },
    roots: [tmpDir],
    ...of(line, tmpDir),
  };
  return Promise.resolve({
    builder: { ...builder, start: (request, emit) => builder.start({ ...request, plan }, emit) } satisfies Builder,
    async [Symbol.asyncDispose]() {
      await builder.dispose();
      rmSync(tmpDir, { recursive: true, force: true });
    },
  });
}

describe('Builder, the real adapter', () => {
  builderContract((behavior) => realBuilder(lines[behavior], (line) => ({ build: { type: 'custom', line } })));
});

describe('Builder, the real adapter, whose generator decides', () => {
  builderContract((behavior) =>
    realBuilder(lines[behavior], (cmd, root) => ({
      generate: { root, tmpDir: join(root, 'tmp'), generators: [{ name: 'gen', cmd, files: ['*.in'], exclude: [] }] },
      build: { type: 'custom', line: 'true' },
    })),
  );
});
