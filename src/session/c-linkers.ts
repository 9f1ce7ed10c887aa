import type { Reporter } from '../engine/ports.ts';
import type { BuildPlan } from '../go/build/build-plan.ts';
import { cLinkOf, findCLinker, withCLinker, type CLink, type CLinker } from '../go/build/c-linker.ts';
import { goFlags } from '../go/toolchain/go-flags.ts';
import type { Adapters } from './adapters.ts';

/** Which linker the builds of this session may use for C. */
export class CLinkers {
  readonly #adapters: Pick<Adapters, 'commands'>;
  readonly #reporter: Reporter;
  readonly #goroot: () => string | undefined;
  /** By what decides about it; undefined: it is being looked for, or there is none. */
  readonly #found = new Map<string, CLinker | undefined>();

  constructor(adapters: Pick<Adapters, 'commands'>, reporter: Reporter, goroot: () => string | undefined) {
    this.#adapters = adapters;
    this.#reporter = reporter;
    this.#goroot = goroot;
  }

  /** Looks for one that fits that build, once. */
  async learn({ build, cwd, env }: BuildPlan): Promise<void> {
    const link = this.#linkOf(build, env);
    const key = link && keyOf(link, cwd, env);
    if (link === undefined || key === undefined || this.#found.has(key)) return;
    this.#found.set(key, undefined);
    const linker = await findCLinker(link, { cwd, env, commands: this.#adapters.commands });
    if (linker === undefined) return;
    this.#found.set(key, linker);
    this.#tell(`C is linked by ${linker} from the next build on`);
  }

  /** The build with what was found, as long as that can link it. */
  applied(plan: BuildPlan): BuildPlan {
    const { build, cwd, env } = plan;
    const link = this.#linkOf(build, env);
    const key = link && keyOf(link, cwd, env);
    const linker = key === undefined ? undefined : this.#found.get(key);
    if (build.type !== 'owned' || link === undefined || key === undefined || linker === undefined) return plan;
    const flags = withCLinker(build.flags, link, linker);
    if (flags === undefined) return plan;
    const refused = (): void => {
      this.#found.set(key, undefined);
      this.#tell(`${linker} cannot link this program, the linker of the system can`);
    };
    return { ...plan, build: { ...build, flags, plainLink: { flags: build.flags, worked: refused } } };
  }

  #linkOf(build: BuildPlan['build'], env: BuildPlan['env']): CLink | undefined {
    if (build.type !== 'owned') return undefined;
    const goroot = this.#goroot();
    return cLinkOf({ flags: build.flags, goFlags: goFlags(env, goroot), env, goroot });
  }

  #tell(message: string): void {
    this.#reporter.report({ type: 'notice', level: 'debug', message });
  }
}

function keyOf({ compiler, own }: CLink, cwd: string, env: BuildPlan['env']): string {
  return JSON.stringify([compiler, own, cwd, env['PATH']]);
}
