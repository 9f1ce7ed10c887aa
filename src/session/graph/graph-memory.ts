import { hashText } from '../../base/hash-text.ts';
import type { PackageGraph } from '../../go/graph/package-graph.ts';
import type { Env } from '../adapters.ts';
import type { Subject } from '../service-plan/subject.ts';
import { listedBuild } from '../service-plan/tuned-build.ts';
import { programFileIn } from '../state-file.ts';

export interface MemoryFiles {
  /** Undefined where it cannot be read. */
  readSource(path: string): string | undefined;
  /** In vain where it cannot be written. */
  keep(path: string, text: string): void;
  exists(path: string): boolean;
}

/** What decides about the answer of the go command, beside the sources (`go help environment`). */
const ofGo = /^(?:GO(?:OS|ARCH|FLAGS|WORK|EXPERIMENT|PATH|ROOT|TOOLCHAIN|111MODULE|AMD64|ARM|ARM64|386)|CGO_ENABLED)$/;

/** What a program was made of when gorl last saw it: kept in `tmp_dir` from one session to the next. */
export class GraphMemory {
  readonly #files: MemoryFiles;

  constructor(files: MemoryFiles) {
    this.#files = files;
  }

  /** Of the same program, built in the same way. Packages whose directories are gone are left out. */
  recall(subject: Subject, env: Env): PackageGraph | undefined {
    const text = this.#files.readSource(programFileIn(subject.project.tmpDir));
    const kept = text === undefined ? undefined : parsed(text);
    if (kept?.v !== 1 || kept.key !== keyOf(subject, env) || kept.graph === undefined) return undefined;
    const packages = kept.graph.packages.filter(({ dir }) => this.#files.exists(dir));
    return packages.length === 0 ? undefined : { ...kept.graph, packages };
  }

  remember(subject: Subject, env: Env, graph: PackageGraph): void {
    this.#files.keep(
      programFileIn(subject.project.tmpDir),
      `${JSON.stringify({ v: 1, key: keyOf(subject, env), graph } satisfies Kept)}\n`,
    );
  }
}

interface Kept {
  readonly v?: number;
  readonly key?: string;
  readonly graph?: PackageGraph;
}

/** As a hash: flags may hold what must not be written down. */
function keyOf(subject: Subject, env: Env): string {
  const { project, launch } = subject;
  const variables = Object.entries(env).filter(([name]) => ofGo.test(name));
  const listed = listedBuild(subject, env);
  return hashText(
    JSON.stringify([
      project.cwd,
      launch.toolchain?.version,
      listed,
      variables.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
}

/** Undefined for what is none of ours; who writes there by hand may get what he wrote. */
function parsed(text: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
