import type { PageMessage } from '../live/page-message.ts';
import { openEventStream } from './event-stream.ts';
import { goodbye, greeting } from './worker.ts';

/** A busy machine takes a while to start a worker, and meanwhile connections of their own could take up all that there are. */
const greetingWithinMs = 12_000;

type Receive = (message: PageMessage) => void;

/**
 * gorl's messages, for as long as the page is on the screen or may come back to it.
 *
 * HTTP/1.1 gives a browser six connections per host, all tabs together, and an event stream keeps one for good. So all
 * tabs of an origin share the one of a SharedWorker, whose code is this same file. Where there is none (an old phone, a
 * policy that forbids it), a page holds a connection of its own, but only while it is visible: what is on the screen
 * at once is few, and a page that comes back hears from `hello` whether it is old. An election between the tabs would
 * need Web Locks, which exist only where the origin is secure: not on a phone that reaches gorl by its address.
 */
export function listen(script: string, receive: Receive): void {
  let stop = open(script, receive);
  addEventListener('pagehide', () => stop());
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) stop = open(script, receive);
  });
}

function open(script: string, receive: Receive): () => void {
  let closeOwn: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout>;
  const openOwn = (): void => {
    clearTimeout(timer);
    closeOwn ??= openWhileVisible(receive);
  };
  try {
    // Pages of different versions of gorl do not share one.
    const worker = new SharedWorker(new URL(script).pathname, `gorl ${__GORL_VERSION__}`);
    const { port } = worker;
    worker.addEventListener('error', openOwn);
    port.addEventListener('message', ({ data }: MessageEvent<PageMessage | typeof greeting>) => {
      clearTimeout(timer);
      closeOwn?.();
      closeOwn = undefined;
      if (data !== greeting) receive(data);
    });
    port.start();
    // Only the page that started it hears of a worker's error.
    timer = setTimeout(openOwn, greetingWithinMs);
    return () => {
      clearTimeout(timer);
      closeOwn?.();
      port.postMessage(goodbye);
      port.close();
    };
  } catch {
    openOwn();
    return () => closeOwn?.();
  }
}

function openWhileVisible(receive: Receive): () => void {
  let close: (() => void) | undefined;
  const look = (): void => {
    close?.();
    close = document.visibilityState === 'hidden' ? undefined : openEventStream(receive);
  };
  look();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    close?.();
  };
}
