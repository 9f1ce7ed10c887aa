import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildPlan } from '../../../../src/go/build/build-plan.ts';
import type { Sources, SourceWrite, WriteObserver } from '../../../../src/go/build/sources.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { BuilderRig } from './builder-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

/** A builder of a package of two files, which the test writes while it builds; and a cache of the go command. */
export class DisturbedRig extends BuilderRig {
  readonly #cache = join(this.dir, 'cache');
  readonly #observers = new Set<WriteObserver>();
  /** Who waits until the tree is quiet. */
  readonly quiet: (() => void)[] = [];

  readonly sources: Sources = {
    observe: (observer) => {
      this.#observers.add(observer);
      return () => void this.#observers.delete(observer);
    },
    look: () => undefined,
    quiet: () => new Promise((resolve) => this.quiet.push(resolve)),
    files: () => [join(this.dir, 'pkg/a.go'), join(this.dir, 'pkg/b.go')],
  };

  constructor() {
    super();
    mkdirSync(join(this.#cache, '0a'), { recursive: true });
    mkdirSync(join(this.dir, 'pkg'));
    for (const file of this.sources.files()) writeFileSync(file, 'package pkg\n');
  }

  /** Starts a build, and waits until its go command runs. */
  async startBuild(plan: Partial<BuildPlan> = {}, steady?: true): Promise<FakeCommand> {
    this.begin(plan, steady);
    return this.nthBuild(1);
  }

  begin(plan: Partial<BuildPlan>, steady?: true, onStart = this.makesWorkDir): void {
    const build = { type: 'owned', goFile: '/go', flags: [], packages: ['.'] } as const;
    this.setUp({ build, ...plan }, onStart, { sources: this.sources });
    this.start(1, steady && { steady });
  }

  /** What the go command does as soon as it runs. */
  readonly makesWorkDir = (command: FakeCommand): void => {
    const { command: what, env } = command.spec;
    if (what.type === 'argv' && what.args[0] === 'env') return command.end(0, JSON.stringify({ GOCACHE: this.#cache }));
    mkdirSync(join(env['GOTMPDIR'] ?? '', 'go-build1/b001'), { recursive: true });
  };

  builds(): readonly FakeCommand[] {
    return this.commands.started.filter(
      ({ spec: { command } }) => command.type === 'shell' || command.args[0] === 'build',
    );
  }

  /** Its go command runs. */
  async nthBuild(count: number): Promise<FakeCommand> {
    await waitFor(() => this.builds().length === count);
    const command = this.builds()[count - 1] as FakeCommand;
    await waitFor(() => existsSync(join(command.spec.env['GOTMPDIR'] ?? '', 'go-build1')));
    return command;
  }

  /** Tells of a write, of `pkg/a.go` unless it says another. */
  write(more: Partial<SourceWrite> = {}): void {
    for (const observer of this.#observers)
      observer.written({ directory: join(this.dir, 'pkg'), name: 'a.go', ...more });
  }

  /** Tells of changed files. */
  changed(files: readonly string[]): void {
    for (const observer of this.#observers) observer.changed(files);
  }

  async becomesQuiet(): Promise<void> {
    await waitFor(() => this.quiet.length > 0);
    this.quiet.splice(0).forEach((resolve) => resolve());
  }

  /** An entry of the go command's cache; `ageMs` old. */
  entry(name: string, object: string, ageMs = 0): string {
    const file = join(this.#cache, '0a', `0a${name}-a`);
    writeFileSync(join(this.#cache, '0a', `0a${name}-d`), object);
    writeFileSync(file, `v1 0a${name} 0a${name} ${object.length} 1\n`);
    const at = (Date.now() - ageMs) / 1000;
    utimesSync(file, at, at);
    return file;
  }
}
