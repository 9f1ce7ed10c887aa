import { posix } from 'node:path';
import type { ComposeService } from './compose-file.ts';
import type { Stage } from './dockerfile.ts';

/** A directory of the project, by where it is in a container. */
interface Place {
  readonly target: string;
  /** Relative to the project. */
  readonly dir: string;
}

/** Leads from paths in a container to those of the project that it was made from. */
export class ContainerPaths {
  readonly #places: readonly Place[];

  /** @param context the build context, relative to the project */
  constructor(service: Pick<ComposeService, 'mounts'>, stages: readonly Stage[], context: string) {
    const mounts = service.mounts.map(({ source, target }) => ({ target: clean(target), dir: clean(source) }));
    const copies = stages
      .flatMap((stage) => stage.copies)
      .map(({ source, target }) => ({ target: clean(target), dir: clean(posix.join(context, source)) }));
    // What is mounted hides what was copied; the last copy, those before it.
    this.#places = [...mounts, ...copies.toReversed()];
  }

  /** What it may be in the project, the likeliest first. Nothing outside of it. */
  candidates(path: string): readonly string[] {
    return this.#places.flatMap(({ target, dir }) => {
      const below = posix.relative(target, clean(path));
      if (below.startsWith('..')) return [];
      const found = clean(posix.join(dir, below));
      return isOutside(found) ? [] : [found];
    });
  }
}

/** `./a/` → `a` */
export function clean(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, '');
}

/** Of a path relative to the project. */
export function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../') || path.startsWith('/');
}
