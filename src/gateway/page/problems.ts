import type { PageProblem } from '../live/page-message.ts';

/** Of what is wrong, that which a page shows. */
export interface ShownProblem {
  /** `''`: there is only one. */
  readonly service: string;
  readonly problem: PageProblem;
  /** Of another service than the page's own: the page itself is as it should be. */
  readonly isAside: boolean;
}

/**
 * The problem of the page's own service, else the last of another one.
 *
 * @param problems by service
 * @param own undefined: there is one, or nobody knows
 */
export function shownOf(problems: ReadonlyMap<string, PageProblem>, own = ''): ShownProblem | undefined {
  let found: ShownProblem | undefined;
  for (const [service, problem] of problems) {
    const isAside = isOther(service, own);
    if (!isAside || found?.isAside !== false) found = { service, problem, isAside };
  }
  return found;
}

/** Whether a message is about another service than the one that made the page. */
export function isOther(service = '', own = ''): boolean {
  return service !== '' && own !== '' && service !== own;
}
