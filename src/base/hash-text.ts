/** FNV-1a, 64 bits, as hexadecimal digits: loading node's crypto for it would cost the start 3 ms. */
export function hashText(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16);
}
