import { expect, test } from 'vitest';
import type { ReportOf } from '../../../../src/protocol/report.ts';
import { examplesOf } from '../report-examples.ts';
import { screen } from './screen.ts';

const error: ReportOf<'page-error'> = {
  ...{ type: 'page-error', kind: 'error', message: 'Uncaught TypeError: x is null', page: '/' },
  ...{ script: '/app.js', line: 3, column: 9, stack: ['at later (/app.js:3:9)', 'at /app.js:9:1'] },
};

test('errors of pages', () => {
  expect(screen(examplesOf('page-error'))).toMatchInlineSnapshot(`
    "
    00:00:00  browser   Uncaught TypeError: x is null · /static/app.js:3:9 · on /cart
    00:00:01  browser   Uncaught (in promise) TypeError: nobody caught this · on /cart
    00:00:02  browser   console.error: 3 items · /static/app.js:3:9 · on /
    "
  `);
});

test('where the proxy listens, and where it leads', () => {
  expect(screen(examplesOf('proxy-listening'))).toMatchInlineSnapshot(`
    "
    00:00:00  note      proxy http://localhost:8080
    00:00:01  note      proxy http://localhost:8080 · admin.localhost/ → admin · /api → api · the rest →
                        web
    "
  `);
});

test('files that pages show', () => {
  expect(screen(examplesOf('pages-updated'))).toMatchInlineSnapshot(`
    "
    00:00:00  browser   static/site.css · pages take over the style
    00:00:01  browser   static/about.html · pages reload
    "
  `);
});

test('what is long is cut, and nothing in it moves the cursor', () => {
  const message = `one\n\n\x1b[2Jtwo\r\n${'x'.repeat(400)}\nfour\nfive`;
  expect(screen([{ ...error, message, page: '/\x1b]0;title\x07' }])).toMatchInlineSnapshot(`
    "
    00:00:00  browser   one · /app.js:3:9 · on /␛]0;title␇
                        ␛[2Jtwo
                        xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
    "
  `);
});

test('the stack with -d', () => {
  expect(screen([error], { debug: true })).toMatchInlineSnapshot(`
    "
    00:00:00  browser   Uncaught TypeError: x is null · /app.js:3:9 · on /
                        at later (/app.js:3:9)
                        at /app.js:9:1
    "
  `);
});

test('is hidden only by log.silent', () => {
  expect(screen([error], { mainOnly: true })).toContain('browser');
  expect(screen([error], { silent: true })).toBe('\n');
});
