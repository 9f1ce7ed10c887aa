import { askProbe } from './ask-probe.ts';
import type { LivePlan } from './probe.ts';

/**
 * Asks a running app again and again.
 *
 * @param ports where the app listens
 * @param unhealthy it has failed as often in a row as the plan says; called again after as many failures more
 * @returns how to stop
 */
export function watchLiveness(
  { probe, intervalMs, timeoutMs, failures }: LivePlan,
  ports: () => readonly number[],
  unhealthy: (reason: string) => void,
): () => void {
  let isOver = false;
  let failed = 0;
  let timer: NodeJS.Timeout | undefined;
  const ask = async (): Promise<void> => {
    const failure = await askProbe(probe, ports(), timeoutMs);
    if (isOver) return;
    failed = failure === undefined ? 0 : failed + 1;
    if (failure !== undefined && failed >= failures) {
      failed = 0;
      unhealthy(failure);
    }
    timer = setTimeout(() => void ask(), intervalMs);
  };
  timer = setTimeout(() => void ask(), intervalMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
