/** Of RFC 9113: what a tunnel has to know of a frame. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
}

/** Type, and flags, in RFC 9113 §6. */
export const frameTypes = { data: 0, headers: 1, rstStream: 3, ping: 6, goAway: 7 } as const;
export const flags = { ack: 1, endStream: 1 } as const;

const headBytes = 9;

/** Where the frames of one direction begin and end, whatever the pieces in which they come. */
export class FrameReader {
  #head: Buffer = Buffer.alloc(0);
  #left: number;

  /** @param prefaceBytes that come before the first frame */
  constructor(prefaceBytes = 0) {
    this.#left = prefaceBytes;
  }

  /** Nothing of a frame has come without the rest of it. */
  get isBetweenFrames(): boolean {
    return this.#left === 0 && this.#head.length === 0;
  }

  /** What was kept. */
  get rest(): Buffer {
    return this.#head;
  }

  /**
   * Cuts a piece at the ends of frames. Each part is the head of a frame, with what it says, or belongs to a payload or
   * to the preface. Half a head is kept until the rest comes.
   */
  *read(chunk: Buffer): Generator<{ readonly bytes: Buffer; readonly frame?: Frame }> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const end = Math.min(chunk.length, at + this.#left);
        this.#left -= end - at;
        yield { bytes: chunk.subarray(at, end) };
        at = end;
        continue;
      }
      const part = chunk.subarray(at, at + headBytes - this.#head.length);
      const head = this.#head.length === 0 ? part : Buffer.concat([this.#head, part]);
      at += part.length;
      if (head.length < headBytes) {
        this.#head = head;
        return;
      }
      this.#head = Buffer.alloc(0);
      this.#left = head.readUIntBE(0, 3);
      yield {
        bytes: head,
        frame: { type: head[3] ?? 0, flags: head[4] ?? 0, stream: head.readUInt32BE(5) & 0x7f_ff_ff_ff },
      };
    }
  }
}

/** A whole frame on the stream 0. */
export function controlFrame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  return Buffer.concat([head, payload]);
}
