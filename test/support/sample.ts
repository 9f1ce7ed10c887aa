/** Calls `look` every few ms until the result is disposed. */
export function sampleEvery(ms: number, look: () => void): Disposable {
  const timer = setInterval(look, ms);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
