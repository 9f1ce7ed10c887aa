import { expect, test } from 'vitest';
import { portInUse } from '../../../../src/process/ready/port-holder.ts';
import { createStderrTap } from '../../../../src/process/app/stderr-tap.ts';

function tapped() {
  const screen: Buffer[] = [];
  const seen = { crash: '', ports: [] as number[], terminals: 0 };
  const tap = createStderrTap({
    screen: (chunk) => void screen.push(Buffer.from(chunk)),
    crash: (text) => void (seen.crash += text),
    portInUse: (port) => void seen.ports.push(port),
    noTerminal: () => void (seen.terminals += 1),
  });
  return { tap, seen, shown: () => Buffer.concat(screen) };
}

test.each([
  ['2026/11/23 17:42:09 listen tcp :8080: bind: address already in use\n', 8080],
  ['panic: listen tcp 127.0.0.1:3000: bind: address already in use', 3000],
  ['listen tcp6 [::1]:65535: bind: address already in use', 65535],
  ['listen tcp :80: bind: Only one usage of each socket address (protocol/network address/port) is normally', 80],
  ['listen tcp :80: bind: permission denied', undefined],
  ['address already in use', undefined],
])('the port in %j is %s', (text, port) => {
  expect(portInUse(text)).toBe(port);
});

test('passes every byte through, also broken UTF-8', () => {
  const { tap, shown } = tapped();
  const bytes = Buffer.from([0x41, 0xff, 0xfe, 0x00, 0xe2, 0x82]);
  tap.push(bytes);
  tap.push(Buffer.from([0xac, 0x0a]));
  expect(shown()).toEqual(Buffer.concat([bytes, Buffer.from([0xac, 0x0a])]));
});

test('decodes characters that lie across two chunks', () => {
  const { tap, seen } = tapped();
  const bytes = Buffer.from('größe €');
  for (const byte of bytes) tap.push(Buffer.from([byte]));
  expect(seen.crash).toBe('größe €');
});

test('finds a port in use across chunks, and tells it once', () => {
  const { tap, seen } = tapped();
  const text = 'x'.repeat(1000) + 'listen tcp :8080: bind: address already in use\n';
  for (let at = 0; at < text.length; at += 7) tap.push(Buffer.from(text.slice(at, at + 7)));
  tap.push(Buffer.from(text));
  expect(seen.ports).toEqual([8080]);
});

test.each([
  ['could not open a new TTY: open /dev/tty: no such device or address\n', 1],
  ['sh: 1: cannot open /dev/tty: No such device or address\n', 1],
  ["OSError: [Errno 6] No such device or address: '/dev/tty'\n", 1],
  ['open /dev/tty0: no such device or address\n', 0],
  ['open /dev/tty: permission denied\nopen /dev/video0: no such device\n', 0],
])('a terminal that was looked for in vain in %j: %d', (text, times) => {
  const { tap, seen } = tapped();
  for (let at = 0; at < text.length; at += 7) tap.push(Buffer.from(text.slice(at, at + 7)));
  tap.push(Buffer.from(text));
  expect(seen.terminals).toBe(times);
});

test('keeps the goroutine dump from the screen and from the crash reader', () => {
  const { tap, seen, shown } = tapped();
  tap.push(Buffer.from('before\n'));
  tap.captureDump();
  tap.push(Buffer.from('last log line\nSIGQUIT: quit\nPC=0x1'));
  tap.push(Buffer.from('\ngoroutine 1 [sleep]:\n'));
  expect(tap.takeDump()).toBe('SIGQUIT: quit\nPC=0x1\ngoroutine 1 [sleep]:\n');
  expect(shown().toString()).toBe('before\nlast log line\n');
  expect(seen.crash).toBe('before\nlast log line\n');
});

test('shows all when no dump comes', () => {
  const { tap, shown } = tapped();
  tap.captureDump();
  tap.push(Buffer.from('I ignore SIGQUIT\n'));
  expect(tap.takeDump()).toBeUndefined();
  expect(shown().toString()).toBe('I ignore SIGQUIT\n');
});
