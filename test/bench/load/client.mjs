// Asks PORT for so many answers a second, GET and POST in turn, each on a connection of its own, until stdin ends; then
// writes what came of it to stdout, as JSON. A request begins when it is due, whatever became of those before it.
import { request } from 'node:http';

const [port, perSecond] = process.argv.slice(2).map(Number);
const limitMs = 20_000;
const outcomes = { latenciesMs: [], failures: {}, versions: {}, posts: 0 };
let underWay = 0;
let isOver = false;
let due = 0;
const startedAt = performance.now();

function ask(number) {
  const sentAt = performance.now();
  const body = number % 2 === 0 ? undefined : `post-${number}`;
  if (body !== undefined) outcomes.posts += 1;
  underWay += 1;
  let isSettled = false;
  const settle = (failure) => {
    if (isSettled) return;
    isSettled = true;
    underWay -= 1;
    if (failure === undefined) outcomes.latenciesMs.push(performance.now() - sentAt);
    else outcomes.failures[failure] = (outcomes.failures[failure] ?? 0) + 1;
    if (isOver && underWay === 0) finish();
  };
  const name = body === undefined ? 'GET' : 'POST';
  const asked = request({
    ...{ host: '127.0.0.1', port, agent: false, method: name, path: '/', timeout: limitMs },
    headers: body === undefined ? {} : { 'Content-Length': body.length },
  });
  asked.on('error', ({ code }) => settle(`${name} ${code}`));
  asked.on('timeout', () => asked.destroy(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })));
  asked.on('response', (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    response.on('error', ({ code }) => settle(`${name} ${code}`));
    response.on('end', () => {
      const [version, echoed = ''] = text.split(' ');
      if (response.statusCode !== 200) return settle(`${name} ${response.statusCode}`);
      if (echoed !== (body ?? '')) return settle(`${name} wrong answer`);
      outcomes.versions[version] = (outcomes.versions[version] ?? 0) + 1;
      return settle();
    });
  });
  asked.end(body);
}

function finish() {
  process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
}

const timer = setInterval(() => {
  const count = ((performance.now() - startedAt) / 1000) * perSecond;
  for (; due < count; due += 1) ask(due);
}, 1);

process.stdin.resume().on('end', () => {
  isOver = true;
  clearInterval(timer);
  if (underWay === 0) finish();
});
