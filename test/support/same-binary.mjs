import { readFileSync } from 'node:fs';

const buildId = /(?:[\w-]{20}\/){3}[\w-]{20}/g;
/** The head of the note that holds the GNU build ID, which is made of the Go build ID. */
const gnuNote = Buffer.from('040000001400000003000000474e5500', 'hex');

/**
 * Whether two binaries are equal, but for their build IDs.
 *
 * @param {string} one
 * @param {string} other
 * @returns {boolean}
 */
export function areSame(one, other) {
  return withoutIds(one).equals(withoutIds(other));
}

/** @param {string} file */
function withoutIds(file) {
  const bytes = readFileSync(file);
  const head = bytes.toString('latin1', 0, 64 * 1024);
  for (const { index, 0: id } of head.matchAll(buildId)) bytes.fill(0, index, index + id.length);
  const note = bytes.indexOf(gnuNote);
  if (note >= 0) bytes.fill(0, note + gnuNote.length, note + gnuNote.length + 20);
  return bytes;
}
