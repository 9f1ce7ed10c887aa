import { dirname } from 'node:path';
import { isWithin, resolvedIfThere } from '../../base/paths.ts';
import type { PathFilter } from '../scope/watch-scope.ts';

/** What the config names as left out stays so, whatever leads there. */
const leftOutByName = /^(?:exclude_dir|tmp_dir|testdata_dir|the binary)/;

/** Which symlinked directories are watched as what they lead to (`follow_symlink`). */
export class FollowedLinks {
  readonly #table: { readonly filter: PathFilter };
  readonly #onSkipped: ((path: string, reason: string) => void) | undefined;
  readonly #targets = new Map<string, string>();
  readonly #refused = new Map<string, string>();

  /** @param table whose filter may be another one each time */
  constructor(table: { readonly filter: PathFilter }, onSkipped: ((path: string, reason: string) => void) | undefined) {
    this.#table = table;
    this.#onSkipped = onSkipped;
  }

  /** Not what is watched anyway, nor what would lead in a circle. A link may lead elsewhere each time. */
  mayFollow(link: string): boolean {
    const target = resolvedIfThere(link);
    if (target === undefined) return false;
    const refusal = this.#refusal(link, target);
    if (refusal === undefined) {
      this.#refused.delete(link);
      this.#targets.set(link, target);
      return true;
    }
    this.#targets.delete(link);
    if (this.#refused.get(link) !== target) this.#onSkipped?.(link, `leads to ${target}, which is ${refusal}`);
    this.#refused.set(link, target);
    return false;
  }

  isFollowed(link: string): boolean {
    return this.#targets.has(link);
  }

  isRefused(link: string): boolean {
    return this.#refused.has(link);
  }

  forget(link: string): void {
    this.#targets.delete(link);
    this.#refused.delete(link);
  }

  #refusal(link: string, target: string): string | undefined {
    const { starts } = this.#table.filter;
    const others = [...this.#targets].flatMap(([other, followed]) => (other === link ? [] : [followed]));
    if (starts.some((start) => isWithin(start, target))) return 'watched already';
    if (others.some((other) => isWithin(target, other) || isWithin(other, target))) return 'watched already';
    for (const start of starts) {
      if (!isWithin(target, start)) continue;
      const leftOut = this.#whyLeftOut(target, start);
      if (leftOut === undefined) return 'watched already';
      if (leftOutByName.test(leftOut)) return `ignored: ${leftOut}`;
    }
    return undefined;
  }

  /** Asked of the rules, not of the table: a walk may come to a link before it comes to where that leads. */
  #whyLeftOut(path: string, start: string): string | undefined {
    if (path === start) return undefined;
    const verdict = this.#table.filter.directory(path);
    return this.#whyLeftOut(dirname(path), start) ?? (verdict.watch ? undefined : verdict.because);
  }
}
