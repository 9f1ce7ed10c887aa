import { devNull } from 'node:os';
import { dirname, relative, resolve } from 'node:path';
import { isCutOff, type Diagnostic } from '../../protocol/diagnostic.ts';
import { attachExcerpts } from '../output/excerpt.ts';
import { parseBuildOutput } from '../output/build-output.ts';
import type { ArtifactStore } from './artifacts.ts';
import { succeeded, type BuildCommands } from './build-commands.ts';
import { unexpectedFailure, type FailedBuild } from './build-failure.ts';
import type { BuildPlan, OwnedPlan } from './build-plan.ts';
import { buildLabel } from './shell-steps.ts';

/** A build that failed, and may have more errors than the compiler told. */
export interface AllErrorsRequest {
  readonly generation: number;
  readonly plan: BuildPlan & { readonly build: OwnedPlan };
  readonly diagnostics: readonly Diagnostic[];
}

/** `succeeded`: what failed does not fail any more. */
export type AllErrors = FailedBuild | { readonly type: 'succeeded' } | { readonly type: 'cancelled' };

export interface AllErrorsDeps {
  readonly commands: BuildCommands;
  readonly artifacts: Pick<ArtifactStore, 'makeWorkDir' | 'clean'>;
  readonly service: string;
}

/**
 * Compiles once more, and asks the compiler not to stop counting; nothing that it makes is ever run. Only the packages
 * that have more errors are asked, since a package is compiled anew for it. Never rejects.
 */
export async function findAllErrors(request: AllErrorsRequest, deps: AllErrorsDeps): Promise<AllErrors> {
  const { generation, plan, diagnostics } = request;
  const { commands, artifacts, service } = deps;
  const { build, cwd, env } = plan;
  try {
    const workDir = await artifacts.makeWorkDir(generation);
    const flags = cutOffPackages(diagnostics, cwd).map((pattern) => `-gcflags=${pattern}=-e`);
    const { result, worthless } = await commands.try(
      {
        command: {
          type: 'argv',
          file: build.goFile,
          // The last that matches a package counts; one without a pattern is for the package that is named.
          args: ['build', ...build.flags, '-gcflags=-e', ...flags, '-o', devNull, ...build.packages],
        },
        cwd,
        env: { ...env, GOTMPDIR: workDir, TMPDIR: workDir },
        label: buildLabel(service, generation),
      },
      { workDir, onWrite: 'kill' },
    );
    if (worthless || commands.cancelled) return { type: 'cancelled' };
    if (succeeded(result)) return { type: 'succeeded' };
    const parsed = parseBuildOutput(result.output, { cwd, modules: plan.modules?.() ?? [] });
    const found = inOrderOf(diagnostics, parsed.diagnostics);
    return {
      type: 'failed',
      diagnostics: await attachExcerpts(found, { base: cwd, roots: plan.roots }),
      output: parsed.rest.join('\n'),
      end: result.end,
    };
  } catch (error) {
    return unexpectedFailure(error);
  } finally {
    await commands.cancelEnded();
    await artifacts.clean(generation, false);
  }
}

/** Patterns of the go command for the packages whose errors the compiler stopped counting. */
function cutOffPackages(diagnostics: readonly Diagnostic[], cwd: string): string[] {
  const directories = diagnostics
    .filter((one) => isCutOff([one]))
    .map(({ location }) => (location === undefined ? undefined : directoryOf(location.file, cwd)));
  return [...new Set(directories.map((directory) => (directory === undefined ? './...' : directory)))];
}

function directoryOf(file: string, cwd: string): string {
  const path = relative(cwd, dirname(resolve(cwd, file))).replaceAll('\\', '/');
  return path.startsWith('..') ? path : `./${path}`;
}

/** The go command compiles packages side by side; those that came first come first again. */
function inOrderOf(before: readonly Diagnostic[], now: readonly Diagnostic[]): Diagnostic[] {
  const packageOf = ({ location }: Diagnostic): string => (location === undefined ? '' : dirname(location.file));
  const order = [...new Set(before.map(packageOf))];
  const rank = (one: Diagnostic): number => {
    const at = order.indexOf(packageOf(one));
    return at === -1 ? order.length : at;
  };
  return now.toSorted((a, b) => rank(a) - rank(b));
}
