import type { ArtifactStore } from '../../go/build/artifacts.ts';
import type { OwnedPlan } from '../../go/build/build-plan.ts';
import type { Sources } from '../../go/build/sources.ts';
import type { Coverage } from '../../go/test/test-arguments.ts';
import { TestRun, type TestRunListener } from '../../go/test/test-run.ts';
import type { Reporter } from '../../engine/ports.ts';
import type { Adapters } from '../adapters.ts';
import { defined } from '../../base/defined.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { codeContext } from '../service-plan/code-context.ts';
import type { Subject } from '../service-plan/subject.ts';
import type { TestsWanted } from './plan-tests.ts';
import type { KnownTests } from './test-graph.ts';

/** What the command line says of the tests. */
export interface TestWords {
  /** For `go test`. */
  readonly flags: readonly string[];
  /** For the test binaries. */
  readonly args: readonly string[];
  readonly coverage?: Coverage;
}

export interface TestJob {
  readonly run: number;
  /** Import paths in groups; undefined: what the command line names. */
  readonly stages: readonly (readonly string[])[] | undefined;
  readonly wanted: TestsWanted;
  /** Undefined where the go command could not say anything. */
  readonly known: KnownTests | undefined;
  readonly listener: TestRunListener;
}

export interface TestsEnded {
  /** See `tests-finished`. */
  readonly uncovered?: NonNullable<ReportOf<'tests-finished'>['uncovered']>;
}

export interface BegunTests extends Pick<TestRun, 'cancel'> {
  /** Resolves when all is told, and no process of it is left. */
  ended(): Promise<TestsEnded>;
}

export interface BeginTestsDeps extends TestWords {
  readonly adapters: Pick<Adapters, 'commands' | 'env'>;
  readonly reporter: Reporter;
  readonly subject: () => Subject;
  readonly artifacts: ArtifactStore;
  readonly sources: Sources;
  /** In every label. */
  readonly service: string;
  readonly lowPriority: boolean;
}

/** Begins a run of tests. Its work directory is gone when it has ended. @throws when that cannot be made */
export async function beginTests(
  { run, stages, wanted, known, listener }: TestJob,
  { adapters, reporter, subject, artifacts, sources, service, lowPriority, flags, args, coverage }: BeginTestsDeps,
): Promise<BegunTests> {
  const { project } = subject();
  const { goFile, packages } = ownedBuild(subject());
  const workDir = await artifacts.makeWorkDir(run);
  const label = `${service}/run-${run}`;
  const tests = new TestRun(
    {
      // As by hand: env files are the app's.
      ...{ goFile, args, cwd: project.cwd, env: adapters.env },
      flags: wanted.name === undefined ? flags : [...flags, '-run', wanted.name],
      golden: wanted.golden,
      withCoverage: coverage !== undefined,
      code: codeContext(subject()),
      directories: known?.directories ?? new Map(),
      stages: stages ?? [packages],
    },
    {
      ...{ commands: adapters.commands, reporter, sources, rewrites: new Set<string>() },
      ...{ workDir, label, lowPriority },
    },
    listener,
  );
  const uncoveredIn = async (profiles: readonly string[]): Promise<TestsEnded['uncovered']> => {
    // What some of its tests do not run, others may.
    if (coverage === undefined || wanted.name !== undefined || wanted.golden) return undefined;
    const { uncoveredLines } = await import('./coverage.ts');
    const where = { commands: adapters.commands, cwd: project.cwd, env: adapters.env, label, reporter };
    const directories = known?.directories ?? new Map<string, string>();
    const tested = new Set(stages?.flat() ?? directories.keys());
    return uncoveredLines({ ...where, profiles, directories, tested, ...defined({ wanted: coverage.profile }) });
  };
  return {
    cancel: () => tests.cancel(),
    async ended() {
      await tests.ended();
      const uncovered = tests.cancelled ? undefined : await uncoveredIn(tests.coverProfiles);
      await artifacts.clean(run, false);
      return { ...defined({ uncovered }) };
    },
  };
}

/** The go command's, always. */
export function ownedBuild({ launch: { build } }: Subject): OwnedPlan {
  if (build.type !== 'owned') throw new Error('tests are built by the go command');
  return build;
}
