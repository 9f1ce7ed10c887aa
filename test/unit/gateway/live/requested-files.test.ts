import { expect, test } from 'vitest';
import { RequestedFiles } from '../../../../src/gateway/live/requested-files.ts';

function noted(...urls: readonly string[]): RequestedFiles {
  const files = new RequestedFiles();
  for (const url of urls) files.note('GET', url, 'localhost');
  return files;
}
const paths = (files: RequestedFiles, name: string): readonly string[] => files.named(name).map(({ path }) => path);

test.each([
  ['/static/site.css', 'site.css', ['/static/site.css']],
  ['/static/site.css?v=2#x', 'site.css', ['/static/site.css']],
  ['/a%20b.css', 'a b.css', ['/a%20b.css']],
  ['/', 'index.html', ['/']],
  ['/docs/', 'index.html', ['/docs/']],
  ['/items/1', '1', []],
  ['/%zz.css', '%zz.css', []],
])('%s is asked for %s', (url, name, expected) => expect(paths(noted(url), name)).toEqual(expected));

test('one path once, the newest last, and no more than eight', () => {
  expect(paths(noted('/a/x.css', '/b/x.css', '/a/x.css?v=1'), 'x.css')).toEqual(['/b/x.css', '/a/x.css']);
  const many = noted(...Array.from({ length: 20 }, (_, at) => `/${at}/x.css`));
  expect(paths(many, 'x.css')).toEqual(Array.from({ length: 8 }, (_, at) => `/${at + 12}/x.css`));
});

test('what has an effect is never asked for again', () => {
  const files = new RequestedFiles();
  for (const method of ['POST', 'PUT', 'DELETE', 'HEAD']) files.note(method, '/x.css', 'localhost');
  expect(files.named('x.css')).toEqual([]);
});

test('the oldest names are forgotten', () => {
  const files = noted('/first.css', ...Array.from({ length: 2000 }, (_, at) => `/${at}.css`));
  expect([paths(files, 'first.css'), paths(files, '0.css'), paths(files, '1999.css')]).toEqual([
    [],
    ['/0.css'],
    ['/1999.css'],
  ]);
});
