const limit = 4 * 1024 * 1024;

/** Collects text and forgets the oldest of it beyond 4 Mi characters. */
export interface OutputTail {
  push(text: string): void;
  text(): string;
}

export function createOutputTail(most = limit): OutputTail {
  let chunks: string[] = [];
  let length = 0;
  return {
    push(text) {
      chunks.push(text);
      length += text.length;
      if (length <= 2 * most) return;
      const kept = chunks.join('').slice(-most);
      chunks = [kept];
      length = kept.length;
    },
    text: () => chunks.join('').slice(-most),
  };
}
