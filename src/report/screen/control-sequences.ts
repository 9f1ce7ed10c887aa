/** Where the control sequences of ECMA-48 begin and end in what an app writes to a terminal. */

const escape = 0x1b;
const bell = 0x07;
const cancel = 0x18;
const substitute = 0x1a;

/** `[` begins one with numbers; `]`, `P`, `_`, `^` and `X` begin one with a text of any length. */
const csi = 0x5b;
const stringStarts = new Set([0x5d, 0x50, 0x5f, 0x5e, 0x58]);
const osc = 0x5d;

/** The index after the sequence that begins with the escape at `at`; -1 when its end has not come yet. */
export function sequenceEnd(data: Uint8Array, at: number): number {
  const kind = data[at + 1];
  if (kind === undefined) return -1;
  if (kind === csi) return csiEnd(data, at + 2);
  if (stringStarts.has(kind)) return stringEnd(data, at + 2, kind === osc);
  return shortEnd(data, at + 1);
}

/** Whether the sequence at `at` is of those whose text has no limit. */
export function isString(data: Uint8Array, at: number): boolean {
  return stringStarts.has(data[at + 1] ?? 0);
}

export function isOsc(data: Uint8Array, at: number): boolean {
  return data[at + 1] === osc;
}

function csiEnd(data: Uint8Array, from: number): number {
  for (let at = from; at < data.length; at += 1) {
    const byte = data[at] as number;
    if (byte === escape) return at;
    if (byte === cancel || byte === substitute || (byte >= 0x40 && byte <= 0x7e)) return at + 1;
    if (byte >= 0x80) return at;
  }
  return -1;
}

/** @param endsWithBell as xterm has it for OSC */
export function stringEnd(data: Uint8Array, from: number, endsWithBell: boolean): number {
  for (let at = from; at < data.length; at += 1) {
    const byte = data[at] as number;
    if (byte === cancel || byte === substitute || (byte === bell && endsWithBell)) return at + 1;
    if (byte !== escape) continue;
    const next = data[at + 1];
    if (next === undefined) return -1;
    return next === 0x5c ? at + 2 : at;
  }
  return -1;
}

/** One letter, after any number of intermediate bytes. */
function shortEnd(data: Uint8Array, from: number): number {
  for (let at = from; at < data.length; at += 1) {
    const byte = data[at] as number;
    if (byte === escape) return at;
    if (byte === cancel || byte === substitute || byte >= 0x30) return at + 1;
  }
  return -1;
}

/** How many bytes at the end of `data` are a character of UTF-8 whose rest has not come yet. */
export function unfinishedCharacter(data: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, data.length); back += 1) {
    const byte = data[data.length - back] as number;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}
