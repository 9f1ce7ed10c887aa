import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { InsertScript } from '../../../../src/gateway/inject/insert-script.ts';
import { cut, through } from './through.ts';

const tag = Buffer.from('<script src="/x"></script>');

/** Each page, with `|` where the tag goes. */
const places: readonly (readonly [what: string, page: string])[] = [
  ['after head', '<!doctype html><html><head>|<title>x</title></head><body></body></html>'],
  ['after a head with attributes', '<html><head data-x="a>b" data-y=\'>\' data-z=c/>|<title>'],
  ['a quote that is none: in a name', '<html it\'s><head a"b>|"<title>'],
  ['a quote that is none: in an unquoted value', '<head a=b"c>|">'],
  ['a quote that is none: after an equals sign without a name', '<head ="x>|">'],
  ['a value after spaces', '<head a = "b>c" d>|<p>'],
  ['attributes without a space between', '<head a="b"c=">">|<p>'],
  ['capitals and line ends', '<!DOCTYPE HTML>\r\n<HTML\nLANG=en>\r\n<HEAD\r\n>|\r\n<TITLE>'],
  ['a head that closes itself', '<head/>|<p>'],
  ['header is not head', '<html>|<header><head>'],
  ['no head: before body', '<!doctype html><html lang="en">\n|<body><p>x'],
  ['no head: before title, which may hold anything', '|<title><head></title>'],
  ['before a script, which may hold anything', '<html>|<script>"<head>"</script><head>'],
  ['before a style', '|<style>x</style>'],
  ['before an end tag', '<html>|</head><p>'],
  ['a head in a comment', '<!-- <head> --><html><head>|</head>'],
  ['a comment of nothing', '<!--><head>|-->'],
  ['a comment of a dash', '<!---><head>|-->'],
  ['a comment of dashes', '<!----><head>|'],
  ['a comment that ends with a bang', '<!-- x --!><head>|-->'],
  ['a comment that begins with a bang', '<!--!> <head> --><head>|'],
  ['a comment in a comment', '<!-- <!-- --><head>|-->'],
  ['a conditional comment', '<!--[if IE]><html class="ie"><head><![endif]--><html><head>|'],
  ['a declaration, which ends at once', '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://x"><head>|'],
  ['an instruction', '<?xml version="1.0"?><html><head>|'],
  ['character data, which is a comment in HTML', '<![CDATA[x]><head>|'],
  ['an end tag without a name', '</><head>|'],
  ['an end tag that is a comment', '</ <p><head>|'],
  ['text with a bracket', '1 < 2 <3 <head>|'],
  ['only text', 'hello|'],
  ['nothing', '|'],
  ['a bracket', 'x <|'],
  ['an unfinished tag', '<html><hea|'],
  ['an unfinished comment', '<!-- x|'],
  ['the mark of UTF-8', '\ufeff<!doctype html><head>|<p>'],
  ['text that is not ASCII', '<!-- äöü 漢字 --><head>|漢'],
  ['metas stay behind', '<head>|<meta charset="utf-8">'],
];

/** The same where the headers name no charset. */
const unnamedPlaces: readonly (readonly [what: string, page: string])[] = [
  ['after the meta that names it', '<head>\n<meta charset="utf-8">|\n<title>'],
  ['after the old one', '<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">|<meta name=x>'],
  ['with others before it', '<head><meta name="viewport" content="a>b"><!-- x --><meta charset=utf-8>|<p>'],
  ['without head', '<!doctype html><meta charset=utf-8>|<title>'],
  ['others only', '<head><meta name="viewport">|<title>x</title><meta charset=utf-8>'],
  ['none', '<head>|<title>'],
  ['a policy first, which would hold for the script', '<head>|<meta http-equiv="Content-Security-Policy" content="x">'],
  ['one too long to look through', `<head>|<meta name="${'x'.repeat(1024)}" charset="utf-8">`],
  ['an unfinished one', '<head><meta charset=|'],
];

async function expectPlace(marked: string, findsCharset: boolean): Promise<void> {
  const page = Buffer.from(marked.replace('|', ''));
  const expected = marked.replace('|', tag.toString());
  for (const size of [1, 2, 3, 7, 5000]) {
    const out = await through([new InsertScript(tag, findsCharset)], cut(page, [size]));
    expect(out.toString()).toBe(expected);
  }
}

describe('the place of the script', () => {
  test.each(places)('%s', async (_what, marked) => {
    await expectPlace(marked, false);
  });

  test.each(unnamedPlaces)('without a charset in the headers: %s', async (_what, marked) => {
    await expectPlace(marked, true);
  });

  const page = '<html><head></head></html>';
  test.each([
    ['little endian, marked', Buffer.from(`\ufeff${page}`, 'utf16le')],
    ['big endian, marked', Buffer.from(`\ufeff${page}`, 'utf16le').swap16()],
    ['little endian', Buffer.from(page, 'utf16le')],
    ['big endian', Buffer.from(page, 'utf16le').swap16()],
  ])('UTF-16 whose headers do not say so stays as it is: %s', async (_what, bytes) => {
    for (const size of [1, 3, 5000]) {
      expect(await through([new InsertScript(tag, true)], cut(bytes, [size]))).toEqual(bytes);
    }
  });
});
