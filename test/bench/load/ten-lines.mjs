// The least that a proxy can be: what gorl's is measured against. Usage: node ten-lines.mjs APP_PORT → says its own port.
import { Agent, createServer, request } from 'node:http';

const agent = new Agent({ keepAlive: true });
const server = createServer((incoming, outgoing) => {
  const { method, url: path, headers } = incoming;
  const asked = request({ host: '127.0.0.1', port: process.argv[2], method, path, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(asked);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
