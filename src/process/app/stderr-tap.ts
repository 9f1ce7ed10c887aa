import { isAscii } from 'node:buffer';
import { portInUse } from '../ready/port-holder.ts';

/** Longest message that may lie across two chunks, in bytes. */
const overlap = 300;
const dumpLimit = 1 << 20;

/** First line of what the Go runtime prints at SIGQUIT. */
const dumpStart = 'SIGQUIT: quit';

export interface StderrSinks {
  /** Byte for byte what the app wrote. */
  readonly screen: (chunk: Buffer) => void;
  readonly crash: (text: string) => void;
  /** At most once. */
  readonly portInUse: (port: number) => void;
  /** At most once: it wanted to open `/dev/tty`, and there is none for it. Absent where there is one. */
  readonly noTerminal?: () => void;
}

/** ENXIO in the words of Go, sh, Python and others: `open /dev/tty: no such device or address`. */
const noTerminal = /\/dev\/tty\b.{0,40}no such device|no such device.{0,40}\/dev\/tty\b/i;

function mayBeMeant(text: string, hasTerminal: boolean): boolean {
  return text.includes(': bind: ') || (!hasTerminal && text.includes('/dev/tty'));
}

/** Where the app's stderr goes: to the screen, to the crash reader, and past the look-out for a port in use or a terminal. */
export interface StderrTap {
  push(chunk: Buffer): void;
  /** From now on the Go runtime's goroutine dump is kept instead of shown. */
  captureDump(): void;
  /** The dump so far, or undefined when none came; ends the capture. */
  takeDump(): string | undefined;
}

export function createStderrTap(sinks: StderrSinks): StderrTap {
  let tail = '';
  let portTold = false;
  let terminalTold = sinks.noTerminal === undefined;
  let capturing = false;
  let dump: string | undefined;
  const decoder = new TextDecoder();
  /** The decoder has nothing that waits for more bytes. */
  let isBetweenCharacters = true;

  /** A cheap look first: apps write much, and hardly ever this. */
  const lookInto = (text: string): void => {
    const seam = tail + text.slice(0, overlap);
    const isPossible = mayBeMeant(text, terminalTold) || mayBeMeant(seam, terminalTold);
    if (isPossible) lookCloser(tail + text);
    tail = text.length < overlap ? (tail + text).slice(-overlap) : text.slice(-overlap);
  };
  const lookCloser = (recent: string): void => {
    const port = portTold ? undefined : portInUse(recent);
    if (port !== undefined) {
      portTold = true;
      sinks.portInUse(port);
    }
    if (!terminalTold && recent.includes('/dev/tty') && noTerminal.test(recent)) {
      terminalTold = true;
      sinks.noTerminal?.();
    }
  };
  /** The same as the decoder's, faster for what most lines are. */
  const decode = (chunk: Buffer): string => {
    if (isBetweenCharacters && isAscii(chunk)) return chunk.toString('latin1');
    isBetweenCharacters = (chunk.at(-1) ?? 0) < 0x80;
    return decoder.decode(chunk, { stream: true });
  };
  const show = (chunk: Buffer): void => {
    sinks.screen(chunk);
    const text = decode(chunk);
    sinks.crash(text);
    if (!portTold || !terminalTold) lookInto(text);
  };

  return {
    push(chunk) {
      if (!capturing) return show(chunk);
      if (dump === undefined) {
        const at = chunk.indexOf(dumpStart);
        if (at < 0) return show(chunk);
        if (at > 0) show(chunk.subarray(0, at));
        dump = chunk.toString('utf8', at);
      } else if (dump.length < dumpLimit) {
        dump += chunk.toString('utf8');
      }
    },
    captureDump: () => void (capturing = true),
    takeDump() {
      capturing = false;
      return dump;
    },
  };
}
