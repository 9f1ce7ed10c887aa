/** Arrows and `j`, `k` go from one problem to the next; Enter opens the place that has the focus, as on any button. */
export function movesBetween(event: KeyboardEvent, items: readonly HTMLElement[]): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  const root = items[0]?.getRootNode() as ShadowRoot | undefined;
  const focused = root?.activeElement ?? null;
  const at = items.findIndex((item) => item.contains(focused));
  if (event.key === 'Enter') {
    // On what is no button itself: a frame, the problem as a whole, the curtain.
    if (focused?.matches('button, summary') !== true) items[Math.max(0, at)]?.querySelector('button')?.click();
    return;
  }
  if (step === undefined || items.length < 2) return; // then the arrows scroll
  event.preventDefault();
  const next = items[(at + step + items.length) % items.length];
  (next?.querySelector<HTMLElement>('.place') ?? next)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}
