/** air's floor: comparing everything more often costs more than it is worth. */
export const shortestPollMs = 500;

export interface Polling {
  readonly intervalMs: number;
  close(): void;
}

/** Calls `look` every `intervalMs` (at least 500), counted from the end of the last call. */
export function startPolling(intervalMs: number, look: () => void): Polling {
  const interval = Math.max(intervalMs, shortestPollMs);
  let timer: NodeJS.Timeout;
  const next = (): void => {
    timer = setTimeout(() => {
      look();
      next();
    }, interval);
  };
  next();
  return { intervalMs: interval, close: () => clearTimeout(timer) };
}
