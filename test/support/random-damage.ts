/** Whole numbers from 0 to below what is asked for, the same ones for the same seed. */
export type Random = (below: number) => number;

export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return Math.floor((state / 0x80_00_00_00) * below);
  };
}

/** A text with a few pieces put in, taken out, or written over: at most `most`. */
export function damaged(text: string, pieces: readonly string[], most: number, random: Random): string {
  let bytes = text;
  for (let times = random(most) + 1; times > 0; times -= 1) {
    const at = random(bytes.length + 1);
    const piece = pieces[random(pieces.length)] ?? '';
    const taken = [0, 1 + random(4), piece.length][random(3)] ?? 0;
    bytes = bytes.slice(0, at) + piece + bytes.slice(at + taken);
  }
  return bytes;
}
