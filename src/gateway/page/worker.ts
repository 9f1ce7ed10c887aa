import { openEventStream } from './event-stream.ts';
import { Latest } from './latest.ts';

/** What a page sends through its port when it goes. Nothing else would tell the worker. */
export const goodbye = 'goodbye';
/** What the worker sends first, to show that it lives. */
export const greeting = 'hello';

interface SharedWorkerScope {
  addEventListener(type: 'connect', listener: (event: MessageEvent) => void): void;
}

/** The one connection of all tabs: passes on what gorl says, and tells a new page what it has missed. */
export function runWorker(scope: SharedWorkerScope): void {
  const ports = new Set<MessagePort>();
  const latest = new Latest();
  scope.addEventListener('connect', ({ ports: [port] }) => {
    if (port === undefined) return;
    ports.add(port);
    port.addEventListener('message', () => ports.delete(port));
    port.start();
    port.postMessage(greeting);
    for (const message of latest.messages()) port.postMessage(message);
  });
  openEventStream((message) => {
    latest.record(message);
    for (const port of ports) port.postMessage(message);
  });
}
