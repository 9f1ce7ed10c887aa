import { expect, test } from 'vitest';
import { CrashDimmer } from '../../../../src/report/screen/crash-dimmer.ts';

/** What is shown of these chunks: `<` where it becomes dim, `>` where it is bright again. */
function shown(...chunks: readonly string[]): string {
  const dimmer = new CrashDimmer();
  const text = Buffer.concat(chunks.map((chunk) => dimmer.push(Buffer.from(chunk)))).toString();
  return text.replaceAll('\u001b[2m', '<').replaceAll('\u001b[0m', '>').replaceAll('\r\n', '\n');
}

const crash = [
  'panic: open x: no such file\r\n\tand more [recovered]\r\n\tpanic: again\r\n',
  '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x49]\r\n',
  '\r\ngoroutine 1 [running]:\r\n',
  'example.com/x/internal.(*Server[...]).Start(0xc000012345, {0x4b, 0x3})\r\n\t/tmp/x/main.go:8 +0x1d\r\n',
  'main.main()\r\n\t/tmp/x/main.go:12 +0x1d\r\ncreated by main.main in goroutine 1\r\n\t/tmp/x/main.go:5 +0x2\r\n',
  '...additional frames elided...\r\nrax    0x0\r\nfs     0x0\r\n',
  'exit status 2\r\n',
].join('');

test('the runtime’s last words are dim to the end, and what stands before them is not', () => {
  expect(shown(`bye\r\n${crash}`)).toBe(`bye\n<${crash.replaceAll('\r\n', '\n')}`);
});

test.each([1, 2, 7, 50])('in pieces of %i bytes behind the first, as the runtime writes them', (length) => {
  const rest = crash.slice('panic: '.length).match(new RegExp(`[^]{1,${length}}`, 'g')) ?? [];
  expect(shown('bye\r\n', 'panic: ', ...rest)).toBe(`bye\n<${crash.replaceAll('\r\n', '\n')}`);
});

test('fatal errors are, too', () => {
  const text = 'fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [chan receive]:\nmain.main()\n';
  expect(shown(text)).toBe(`<${text}`);
});

test.each([
  [
    'words within a line',
    ['2026 http: panic serving 127.0.0.1: x\n', 'no panic: here\n', 'a ', 'panic: not at the start\n'],
  ],
  ['nothing of the kind', ['GET / 200\n', '', '\n']],
])('%s change nothing', (_, chunks) => {
  expect(shown(...chunks)).toBe(chunks.join(''));
});

test('an app that lives on is bright again with its next line', () => {
  const trace = 'panic: mine\n\ngoroutine 1 [running]:\nmain.main()\n\t/x/main.go:1\n';
  expect(shown(`${trace}ready\nGET / 200\n`)).toBe(`<${trace}>ready\nGET / 200\n`);
  expect(shown(trace, 'rea', 'dy\nGET\n', 'panic: once more\n')).toBe(`<${trace}rea>dy\nGET\n<panic: once more\n`);
});

test('a message without end is no crash', () => {
  const lines = Array.from({ length: 21 }, (_, at) => `line ${at}\n`);
  expect(shown(`panic: ${lines.join('')}`)).toBe(`<panic: ${lines.slice(0, 20).join('')}>${lines[20]}`);
});
