import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codec } from '../../../../src/gateway/inject/content-coding.ts';
import { InsertScript } from '../../../../src/gateway/inject/insert-script.ts';
import { metaLimit } from '../../../../src/gateway/inject/script-place.ts';
import { codings, cut, through } from './through.ts';

const tag = Buffer.from('<script src="/__gorl/client.js?page=1.1"></script>');

/** Pieces that make the finder change its mind, and any bytes. None begins with what marks UTF-16. */
const piece = fc.oneof(
  fc.constantFrom(
    ...[
      '<',
      '<!',
      '<!-',
      '<!--',
      '-',
      '-->',
      '--!>',
      '<html',
      '<head',
      '<head>',
      '<HEAD ',
      '<header>',
      '<meta ',
      '<p>',
    ],
    ...[
      'charset=utf-8',
      'http-equiv="Content-Security-Policy"',
      '>',
      '/>',
      '"',
      "'",
      '=',
      ' ',
      '\r\n',
      '</',
      '<?',
      'é漢',
    ],
  ),
  fc.string({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }),
);
const html = fc
  .array(piece, { maxLength: 40 })
  .map((pieces) => Buffer.concat([Buffer.from('\n '), ...pieces.map((each) => Buffer.from(each as string))]));
const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });

function expectOneTag(out: Buffer, page: Buffer): void {
  const at = out.indexOf(tag);
  expect(at).not.toBe(-1);
  expect(Buffer.concat([out.subarray(0, at), out.subarray(at + tag.length)])).toEqual(page);
}

describe('the script in any page', () => {
  test('one tag more and nothing else, however the page is cut, and always at the same place', async () => {
    await fc.assert(
      fc.asyncProperty(html, sizes, fc.boolean(), async (page, cuts, findsCharset) => {
        const out = await through([new InsertScript(tag, findsCharset)], cut(page, cuts));
        expectOneTag(out, page);
        expect(out).toEqual(await through([new InsertScript(tag, findsCharset)], [page]));
      }),
      { numRuns: 500 },
    );
  });

  test.each(codings)('the same under %s', async (coding) => {
    await fc.assert(
      fc.asyncProperty(html, sizes, async (page, cuts) => {
        const compressed = await through([codec(coding)[1]], [page]);
        const [decode, encode] = codec(coding);
        const out = await through([decode, new InsertScript(tag, false), encode], cut(compressed, cuts));
        const decoded = await through([codec(coding)[0]], [out]);
        expect(decoded).toEqual(await through([new InsertScript(tag, false)], [page]));
        expectOneTag(decoded, page);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is held', () => {
  const filler = Buffer.alloc(8 * 1024 * 1024, '<!-- a comment, and - dashes -- in it --> 1 < 2 ');
  test.each([
    ['where no place comes', filler, 6],
    ['where the place is at once', Buffer.concat([Buffer.from('<head>'), filler]), 6],
    ['in attributes without end', Buffer.concat([Buffer.from('<html '), Buffer.alloc(4 * 1024 * 1024, 'x="y" ')]), 6],
    ['in a comment without end', Buffer.concat([Buffer.from('<!--'), Buffer.alloc(4 * 1024 * 1024, 'x - y ')]), 6],
    [
      'in a meta without end',
      Buffer.concat([Buffer.from('<meta '), Buffer.alloc(4 * 1024 * 1024, 'x="y" ')]),
      metaLimit,
    ],
  ])('%s: never more than the tag in hand', async (_what, page, limit) => {
    const insert = new InsertScript(tag, true);
    const chunks = cut(page, [1, 613, 1024, 31]);
    let [went, came, most] = [0, 0, 0];
    for (const chunk of chunks) {
      went += chunk.length;
      // A callback of write comes when the chunk is done with, and what it made is there.
      await new Promise((resolve) => insert.write(chunk, resolve));
      came += (insert.read() as Buffer | null)?.length ?? 0;
      most = Math.max(most, went - came);
    }
    expect(most).toBeLessThanOrEqual(limit);
    insert.end();
    for await (const rest of insert) came += (rest as Buffer).length;
    expect(came).toBe(page.length + tag.length);
  });

  test.each(codings)('a chunk of a page in %s goes on before the next comes', async (coding) => {
    const source = codec(coding)[1];
    const [decode, encode] = codec(coding);
    const browser = source.pipe(decode).pipe(new InsertScript(tag, false)).pipe(encode).pipe(codec(coding)[0]);
    const chunks = browser[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    let seen = '';
    const reads = async (text: string) => {
      while (!seen.includes(text)) {
        const { value, done } = await chunks.next();
        expect(done).toBeFalsy();
        seen += String(value);
      }
    };
    source.write('<head><title>');
    await reads(`<head>${tag.toString()}<title>`);
    source.write('second');
    await reads('second');
    source.end('third');
    await reads('third');
  });
});
