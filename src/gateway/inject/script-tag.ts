import { Buffer } from 'node:buffer';

/** The tag, in ASCII: what stands outside of it is written as a reference, so it means the same in every charset. */
export function scriptTag(src: string, nonce: string | undefined): Buffer {
  const attributes = nonce === undefined ? '' : ` nonce="${escaped(nonce)}"`;
  return Buffer.from(`<script src="${escaped(src)}"${attributes}></script>`, 'latin1');
}

function escaped(value: string): string {
  return value.replace(/[^\x20-\x7e]|[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);
}
