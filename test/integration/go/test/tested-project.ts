import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { listPackages } from '../../../../src/go/graph/list-packages.ts';
import { stillSources } from '../../../../src/go/build/sources.ts';
import { directoriesOf } from '../../../../src/go/test/affected-tests.ts';
import {
  TestRun,
  type FailedTest,
  type TestedPackage,
  type TestRunListener,
} from '../../../../src/go/test/test-run.ts';
import type { GoAtHand } from '../../../support/go-versions.ts';
import { projectRoot, scrubbedEnv } from '../../../support/gorl-rig.ts';
import { plainCommands as commands } from '../../../support/plain-commands.ts';
import { tempProject, type TempProject } from '../../../support/temp-project.ts';

const projects: TempProject[] = [];
afterAll(() => projects.forEach((project) => project.remove()));

export const env = scrubbedEnv('test-run', { GOPROXY: 'off', GOTOOLCHAIN: 'local', GOFLAGS: '' });

/** The fixture, with these files on top. */
export function projectWith(files: Readonly<Record<string, string>> = {}): TempProject {
  const project = tempProject({});
  projects.push(project);
  cpSync(join(projectRoot, 'fixtures/tested'), project.dir, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(project.at(name), '..'), { recursive: true });
    writeFileSync(project.at(name), text);
  }
  return project;
}

export interface Ran {
  readonly failed: readonly FailedTest[];
  readonly tested: readonly TestedPackage[];
  readonly ended: readonly Parameters<TestRunListener['ended']>[0][];
}

interface RunOptions {
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
  readonly packages?: readonly string[];
  readonly go?: GoAtHand;
  readonly golden?: boolean;
}

/** Tests it, and says what came of it. */
export async function run({ dir: cwd, at }: TempProject, options: RunOptions = {}): Promise<Ran> {
  const { flags = [], args = [], packages = ['./...'], go, golden = false } = options;
  const failed: FailedTest[] = [];
  const tested: TestedPackage[] = [];
  const ended: Parameters<TestRunListener['ended']>[0][] = [];
  const all = { ...env, ...go?.env };
  const goFile = 'go';
  const build = { goFile, flags: [], packages };
  const graph = await listPackages({ build, cwd, env: all, commands, tests: true }).graph;
  const workDir = at('.work');
  mkdirSync(workDir, { recursive: true });
  const tests = new TestRun(
    {
      ...{ goFile, flags, args, cwd, env: all, golden, withCoverage: false, stages: [packages] },
      code: { base: cwd, roots: [cwd] },
      directories: graph === undefined ? new Map() : directoriesOf(graph),
    },
    {
      ...{ commands, reporter: { report: () => undefined }, sources: stillSources, rewrites: new Set<string>() },
      ...{ workDir, label: 'test', lowPriority: false },
    },
    {
      failed: (one) => void failed.push(one),
      tested: (one) => void tested.push(one),
      ended: (one) => void ended.push(one),
    },
  );
  await tests.ended();
  return { failed, tested, ended };
}
