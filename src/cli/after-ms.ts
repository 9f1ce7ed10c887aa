/** Calls `fire` once after `ms`; the result takes it back. gorl does not live on for it. */
export function afterMs(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms).unref();
  return () => clearTimeout(timer);
}
