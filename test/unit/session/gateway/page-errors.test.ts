import { describe, expect, test } from 'vitest';
import type { ConsoleRequest } from '../../../../src/gateway/live/page-message.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { pageError, PageErrors } from '../../../../src/session/gateway/page-errors.ts';

const origin = 'http://localhost:3000';
const entry = (fields: Partial<ConsoleRequest> = {}): ConsoleRequest => ({
  kind: 'error',
  message: 'Uncaught TypeError: x is null',
  stack: `TypeError: x is null\n    at later (${origin}/app.js?v=3:3:9)\n    at ${origin}/app.js:9:1`,
  page: `${origin}/cart`,
  ...fields,
});

describe('the place', () => {
  test.each<[string, string, object]>([
    ['in Chromium', entry().stack, { script: '/app.js', line: 3, column: 9 }],
    ['in Firefox', `later@${origin}/app.js:3:9\n@${origin}/app.js:9:1\n`, { script: '/app.js', line: 3, column: 9 }],
    ['alone', `${origin}/cart:12:5`, { script: '/cart', line: 12, column: 5 }],
    ['of another origin', 'at f (https://cdn.example/a b.js:1:2)', {}],
    ['of another origin, well-formed', 'at f (https://cdn.example/ab.js:1:2)', { script: 'https://cdn.example/ab.js' }],
    ['beside gorl', `at error (${origin}/__gorl/client.js:1:2)\nat ${origin}/a.js:4:5`, { script: '/a.js', line: 4 }],
    ['none', '', {}],
    ['none that counts', `at ${origin}/a.js:0:0`, {}],
    ['none, in words', 'the stack was at http or so', {}],
  ])('%s', (_, stack, place) => {
    const report = pageError(entry({ stack }));
    expect(report).toMatchObject(place);
    if (!('script' in place)) expect(report.script).toBeUndefined();
  });
});

test('the page is a path, and the stack has no message in it', () =>
  expect(pageError(entry())).toEqual({
    type: 'page-error',
    kind: 'error',
    message: 'Uncaught TypeError: x is null',
    page: '/cart',
    script: '/app.js',
    line: 3,
    column: 9,
    stack: ['at later (/app.js?v=3:3:9)', 'at /app.js:9:1'],
  }));

test('of a page without an origin', () =>
  expect(pageError(entry({ page: 'null/', stack: 'at f (/x)' }))).toMatchObject({
    page: 'null/',
    stack: ['at f (/x)'],
  }));

test('what never ends is cut', () => {
  const long = pageError(entry({ message: 'x'.repeat(9000), stack: `at ${origin}/a.js:1:1\n`.repeat(900) }));
  expect([long.message.length, long.stack.length]).toEqual([4000, 30]);
});

function telling() {
  const reports: Report[] = [];
  let nowMs = 1_000_000;
  const errors = new PageErrors({ reporter: { report: (report) => void reports.push(report) }, now: () => nowMs });
  const told = () => reports.splice(0).map((report) => (report.type === 'page-error' ? report.message : report.type));
  const wait = (ms: number): void => void (nowMs += ms);
  return { errors, reports, told, wait };
}

test('the same is told once in ten seconds', () => {
  const { errors, reports, wait } = telling();
  for (let at = 0; at < 5000; at++) {
    errors.tell(entry());
    wait(1);
  }
  expect(reports.length).toBe(1);
  wait(5000);
  errors.tell(entry());
  expect(reports).toEqual([pageError(entry()), pageError(entry())]);
});

test('another place, another message, and another kind are not the same', () => {
  const { errors, told } = telling();
  errors.tell(entry());
  errors.tell(entry({ stack: `at ${origin}/b.js:1:1` }));
  errors.tell(entry({ message: 'b' }));
  errors.tell(entry({ kind: 'console' }));
  errors.tell(entry({ page: `${origin}/other` }));
  expect(told()).toHaveLength(4);
});

test('a page with ever new errors is told ten times in ten seconds, and that there are more', () => {
  const { errors, told, wait } = telling();
  for (let at = 0; at < 1000; at++) errors.tell(entry({ message: String(at) }));
  expect(told()).toEqual([...Array.from({ length: 10 }, (_, at) => String(at)), 'notice']);
  wait(9_999);
  errors.tell(entry({ message: 'late' }));
  expect(told()).toEqual([]);
  wait(1);
  errors.tell(entry({ message: 'later' }));
  expect(told()).toEqual(['later']);
});

test('after the next start what is still wrong is told anew', () => {
  const { errors, told } = telling();
  errors.tell(entry());
  errors.newRun();
  errors.tell(entry());
  expect(told()).toHaveLength(2);
});
