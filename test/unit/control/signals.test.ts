import { expect, test } from 'vitest';
import { onShutdownSignals } from '../../../src/control/signals.ts';

function setup({ typed = false, hangupIgnored = false } = {}) {
  let ms = 10_000;
  const requests: string[] = [];
  const listeners = new Map<string, () => void>();
  const signals = onShutdownSignals(
    ({ type, by }) => void requests.push(type === 'quit' && by.type === 'signal' ? by.signal : type),
    typed,
    {
      now: () => ms,
      on: (signal, listener) => void listeners.set(signal, listener),
      hangupIgnored: () => hangupIgnored,
    },
  );
  return {
    requests,
    signals,
    listeners,
    /** So many ms after what came before. */
    get(signal: string, afterMs = 0) {
      ms += afterMs;
      listeners.get(signal)?.();
    },
  };
}

test.each([
  ['npm, which passes on what the terminal sent to all', ['SIGINT', 3, 'SIGINT']],
  ['a runner that repeats it', ['SIGTERM', 300, 'SIGTERM']],
  ['a runner that says it in another way', ['SIGINT', 400, 'SIGTERM']],
])('one request: %s', (_, [first, afterMs, second]) => {
  const { get, requests } = setup();
  get(first as string);
  get(second as string, afterMs as number);
  expect(requests).toEqual([first]);
});

test('a repeat after that moment is a second request, however many echoes came before', () => {
  const { get, requests } = setup();
  get('SIGTERM');
  get('SIGTERM', 300);
  get('SIGTERM', 300);
  get('SIGTERM', 300);
  expect(requests).toEqual(['SIGTERM', 'SIGTERM']);
});

test('two quick Ctrl-C at a terminal that nobody reads keys from are two, npm within them is an echo', () => {
  const { get, requests } = setup({ typed: true });
  get('SIGINT');
  get('SIGINT', 4);
  get('SIGINT', 200);
  get('SIGTERM', 200);
  expect(requests).toEqual(['SIGINT', 'SIGINT']);
});

test('after a key, what the group was sent is an echo, be it late', () => {
  const { get, requests, signals } = setup();
  signals.expectEcho();
  get('SIGINT', 700);
  expect(requests).toEqual([]);
  get('SIGINT', 1);
  expect(requests).toEqual(['SIGINT']);
  signals.expectEcho();
  get('SIGINT');
  get('SIGINT', 40);
  expect(requests).toEqual(['SIGINT']);
});

test('a SIGHUP that was ignored from the start stays ignored', () => {
  const { get, requests, listeners } = setup({ hangupIgnored: true });
  get('SIGHUP');
  expect(listeners.has('SIGHUP')).toBe(true);
  expect(requests).toEqual([]);
  get('SIGTERM', 10);
  expect(requests).toEqual(['SIGTERM']);
});

test('any other one counts', () => {
  const { get, requests } = setup();
  get('SIGHUP');
  expect(requests).toEqual(['SIGHUP']);
});
