// Where the apps say that they listen. Nobody asks them: whoever asks beside a build takes its time from it.
import { once } from 'node:events';
import { createServer } from 'node:net';

export class ReadySocket {
  #server = createServer((socket) => this.#read(socket));
  #waiting = new Set();

  constructor(file) {
    this.file = file;
  }

  async open() {
    this.#server.listen(this.file);
    await once(this.#server, 'listening');
  }

  /** @returns what `performance.now()` was at the next word of an app that `wanted` is true of, and a way to stop waiting */
  next(wanted) {
    const { promise, resolve } = deferred();
    const waiter = { wanted, resolve };
    this.#waiting.add(waiter);
    return { promise, cancel: () => this.#waiting.delete(waiter) };
  }

  close() {
    this.#server.close();
  }

  #read(socket) {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => undefined); // an app that is killed while it speaks
    socket.on('data', (chunk) => {
      const at = performance.now();
      text += chunk;
      if (!text.endsWith('\n')) return;
      const [column, pid, answer] = text.trim().split('\t');
      for (const waiter of [...this.#waiting])
        if (waiter.wanted({ column, pid: Number(pid), answer })) {
          this.#waiting.delete(waiter);
          waiter.resolve(at);
        }
    });
  }
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
