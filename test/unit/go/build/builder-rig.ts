import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Batch } from '../../../../src/engine/batch.ts';
import type { BuildEvent } from '../../../../src/engine/service/event.ts';
import type { BuildPlan } from '../../../../src/go/build/build-plan.ts';
import {
  createBuilder,
  type BuilderOptions,
  type GoBuilder,
  type GoBuildRequest,
} from '../../../../src/go/build/builder.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { createFakeCommands, type FakeCommand } from './fake-commands.ts';

export const batch: Batch = { action: 'rebuild', cause: { type: 'start' } };

/** The real builder in a directory of its own, on commands that end when the test says so. */
export class BuilderRig implements AsyncDisposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'gorl-builder-'));
  readonly reports: Report[] = [];
  readonly events: BuildEvent[] = [];
  #commands = createFakeCommands();
  #builder: GoBuilder | undefined;
  #plan: BuildPlan | undefined;

  /** Of the last `setUp`. */
  get commands(): ReturnType<typeof createFakeCommands> {
    return this.#commands;
  }

  /** Of the last `setUp`; throws before the first. */
  get builder(): GoBuilder {
    if (this.#builder === undefined) throw new Error('there is no builder before setUp');
    return this.#builder;
  }

  /** Makes the builder; what the plan does not say is a small build without hooks. */
  setUp(plan: Partial<BuildPlan>, onStart?: (command: FakeCommand) => void, more: Partial<BuilderOptions> = {}): void {
    this.#commands = createFakeCommands(onStart);
    this.#plan = {
      preCmd: [],
      stopOnError: false,
      build: { type: 'owned', goFile: '/go', flags: ['-race'], packages: ['./cmd/api'] },
      cwd: this.dir,
      env: { PATH: '/bin' },
      roots: [this.dir],
      ...plan,
    };
    this.#builder = createBuilder({
      commands: this.#commands,
      reporter: { report: (report) => void this.reports.push(report) },
      tmpDir: join(this.dir, 'tmp'),
      name: 'api',
      ...more,
    });
  }

  /** Of the last `setUp`. */
  get plan(): BuildPlan {
    if (this.#plan === undefined) throw new Error('there is no plan before setUp');
    return this.#plan;
  }

  start(generation: number, more: Partial<GoBuildRequest> = {}): void {
    this.builder.start({ generation, batch, plan: this.plan, ...more }, (event) => void this.events.push(event));
  }

  /** Starts it, and waits for its result. */
  async build(generation: number, more: Partial<GoBuildRequest> = {}): Promise<BuildEvent> {
    this.start(generation, more);
    await waitFor(() => this.events.some((event) => event.generation === generation));
    return this.events.find((event) => event.generation === generation) as BuildEvent;
  }

  /** What is in `tmp`, each generation by itself. */
  tmpFiles(): readonly string[] {
    const inTmp = (...path: string[]): string[] => {
      const folder = join(this.dir, 'tmp', ...path);
      return existsSync(folder) ? readdirSync(folder).map((name) => join(...path, name)) : [];
    };
    const generations = inTmp('.gorl').filter((path) => /gorl-[^/\\]*$/.test(path));
    return [...inTmp().filter((name) => name !== '.gorl' && name !== '.gitignore'), ...generations].toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#builder?.dispose();
    rmSync(this.dir, { recursive: true });
  }
}

/** What `go build` would do. */
export const writesBinary = (command: FakeCommand): void => {
  const { command: what } = command.spec;
  if (what.type === 'argv') writeFileSync(what.args[what.args.indexOf('-o') + 1] as string, 'binary');
  command.end(0);
};
