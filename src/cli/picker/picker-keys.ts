import type { PickerKey } from './picker-state.ts';

/** Interrupt and suspend are signals that raw mode delivers as bytes. */
export type TypedKey = PickerKey | { readonly type: 'interrupt' } | { readonly type: 'suspend' };

export interface DecodedKeys {
  readonly keys: readonly TypedKey[];
  /** The beginning of a sequence: more of it may follow. Alone for some time, an ESC is the key. */
  readonly rest: string;
}

const sequences: Readonly<Record<string, TypedKey>> = {
  A: { type: 'up' },
  B: { type: 'down' },
  H: { type: 'first' },
  F: { type: 'last' },
  '1~': { type: 'first' },
  '7~': { type: 'first' },
  '4~': { type: 'last' },
  '8~': { type: 'last' },
  '5~': { type: 'page-up' },
  '6~': { type: 'page-down' },
};

const controls: Readonly<Record<string, TypedKey>> = {
  '\t': { type: 'mark' },
  '\r': { type: 'enter' },
  '\n': { type: 'enter' },
  '\u007f': { type: 'backspace' },
  '\b': { type: 'backspace' },
  '\u0003': { type: 'interrupt' },
  '\u0004': { type: 'cancel' },
  '\u000e': { type: 'down' },
  '\u0010': { type: 'up' },
  '\u0015': { type: 'clear' },
  '\u001a': { type: 'suspend' },
};

/** A CSI or SS3 sequence, the beginning of one at the end of the text, Alt with a key, or one character. */
const piece =
  // oxlint-disable-next-line no-control-regex
  /\u001b\[(?<csi>[0-?]*[ -/]*[@-~])|\u001bO(?<ss3>[ -~])|(?<begun>\u001b(?:\[[0-?]*[ -/]*|O)?)$|\u001b(?<alt>[^])|(?<plain>[^])/gu;

/** What a terminal in raw mode sends, as keys (ECMA-48 sequences, as xterm has them). */
export function decodeKeys(text: string): DecodedKeys {
  const keys: TypedKey[] = [];
  for (const { groups = {} } of text.matchAll(piece)) {
    const { csi, ss3, begun, alt, plain } = groups;
    if (begun !== undefined) return { keys, rest: begun };
    const key =
      plain === undefined
        ? alt === '\u001b'
          ? ({ type: 'cancel' } as const)
          : sequences[csi ?? ss3 ?? '']
        : (controls[plain] ?? textKey(plain));
    if (key !== undefined) keys.push(key);
  }
  return { keys, rest: '' };
}

function textKey(character: string): TypedKey | undefined {
  return character < ' ' ? undefined : { type: 'text', text: character };
}
