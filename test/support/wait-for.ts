/** Resolves when the condition holds; checks every few ms. Throws after `timeoutMs` (default 10 s). */
export async function waitFor(condition: () => boolean | Promise<boolean>, { timeoutMs = 10_000 } = {}): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`after ${timeoutMs} ms still not: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
