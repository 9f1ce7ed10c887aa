import type { PageMessage } from '../live/page-message.ts';

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Listens to gorl's messages until the returned function is called. After a connection that was refused or lost it
 * tries again, first after 100 ms, then ever later, at most 5 s. The browser's own retrying gives up at an answer that is
 * no event stream, which is what somebody else on gorl's port would give.
 */
export function openEventStream(receive: (message: PageMessage) => void): () => void {
  let pauseMs = firstPauseMs;
  let timer: ReturnType<typeof setTimeout>;
  let source: EventSource;
  const open = (): void => {
    source = new EventSource('/__gorl/events');
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      pauseMs = firstPauseMs;
      receive(JSON.parse(data) as PageMessage);
    });
    source.addEventListener('error', () => {
      source.close();
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(2 * pauseMs, longestPauseMs);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
