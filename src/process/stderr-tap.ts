import { portInUse } from './port-holder.ts';

/** Longest message that may lie across two chunks, in bytes. */
const overlap = 300;
const dumpLimit = 1 << 20;

/** First line of what the Go runtime prints at SIGQUIT. */
const dumpStart = 'SIGQUIT: quit';

export interface StderrSinks {
  /** Byte for byte what the app wrote. */
  readonly screen: (chunk: Uint8Array) => void;
  readonly crash: (text: string) => void;
  /** At most once. */
  readonly portInUse: (port: number) => void;
}

/** Where the app's stderr goes: to the screen, to the crash reader, and past the look-out for a port in use. */
export interface StderrTap {
  push(chunk: Buffer): void;
  /** From now on the Go runtime's goroutine dump is kept instead of shown. */
  captureDump(): void;
  /** The dump so far, or undefined when none came; ends the capture. */
  takeDump(): string | undefined;
}

export function createStderrTap(sinks: StderrSinks): StderrTap {
  let tail = '';
  let watching = true;
  let capturing = false;
  let dump: string | undefined;
  const decoder = new TextDecoder();

  const watchPort = (text: string): void => {
    const port = portInUse(tail + text);
    tail = (tail + text).slice(-overlap);
    if (port === undefined) return;
    watching = false;
    sinks.portInUse(port);
  };
  const show = (chunk: Buffer): void => {
    sinks.screen(chunk);
    const text = decoder.decode(chunk, { stream: true });
    sinks.crash(text);
    if (watching) watchPort(text);
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
