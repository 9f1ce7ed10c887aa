// Copies bytes between a client and the app, and reads none: what no proxy of node can be faster than, since each
// request wakes it twice. Usage: node copied-bytes.mjs APP_PORT → says its own port.
import { connect, createServer } from 'node:net';

const server = createServer({ noDelay: true }, (client) => {
  const app = connect({ host: '127.0.0.1', port: Number(process.argv[2]), noDelay: true });
  for (const [from, to] of [
    [client, app],
    [app, client],
  ]) {
    from.on('data', (part) => to.write(part));
    from.on('error', () => undefined).on('close', () => to.destroy());
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
