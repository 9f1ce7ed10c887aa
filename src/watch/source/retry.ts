/** Short enough for a moment without free file descriptors. */
const shortestMs = 100;
/** What stays unreadable, such as the data of a database in a container, costs next to nothing. */
const longestMs = 10_000;

export interface Retry {
  add(paths: Iterable<string>): void;
  close(): void;
}

/** Calls `look` with what was added: soon at first, ever more rarely while it is added again and again. */
export function createRetry(look: (paths: readonly string[]) => void): Retry {
  const due = new Set<string>();
  let waitMs = shortestMs;
  let lookedMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function fire(): void {
    const paths = [...due];
    due.clear();
    timer = undefined;
    waitMs = Math.min(waitMs * 2, longestMs);
    lookedMs = performance.now();
    look(paths);
  }

  return {
    add(paths) {
      for (const path of paths) due.add(path);
      if (due.size === 0 || timer !== undefined) return;
      // The last look found nothing to add: this is another matter.
      if (performance.now() - lookedMs > waitMs) waitMs = shortestMs;
      timer = setTimeout(fire, waitMs);
    },
    close: () => clearTimeout(timer),
  };
}
