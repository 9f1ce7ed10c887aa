export interface WaitOptions {
  /** Generous by default: a loaded machine stands still for seconds, and only a test that fails waits so long. */
  readonly timeoutMs?: number;
  /** Between two looks; more for a look that costs the machine something. */
  readonly intervalMs?: number;
}

/** Resolves when the condition holds; checks every few ms. Throws after `timeoutMs` (default 30 s). */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = 30_000, intervalMs = 3 }: WaitOptions = {},
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    // A long look that began in time proves nothing about the deadline: only one that begins after it is the last.
    const isLast = performance.now() > deadline;
    if (await condition()) return;
    if (isLast) throw new Error(`after ${timeoutMs} ms still not: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
