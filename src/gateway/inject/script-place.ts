import type { Buffer } from 'node:buffer';
import { TagEnd } from './tag-end.ts';

/** How far a look has come. Bytes before `passed` are no longer needed; `found`: the tag goes right there. */
export interface Look {
  readonly passed: number;
  readonly found: boolean;
}

type State = 'start' | 'between' | 'comment' | 'declaration' | 'html' | 'head' | 'wide';

/** How much of a `<meta>` is looked at, in bytes. All else is decided by the first 6 bytes of a tag. */
export const metaLimit = 1024;

const names = ['html', 'head', 'meta'];
const isLetter = (byte: number | undefined) => byte !== undefined && /[a-z]/i.test(String.fromCharCode(byte));

/**
 * Finds the place of a script in a page that comes in pieces: after `<head>`, else before the first tag that is not
 * `<html>`. Before either there can be only text, comments, and declarations, so nothing is held but the tag in hand.
 *
 * Browsers look for the page's charset in its first 1024 bytes, so where the headers name none, the place is behind
 * the `<meta>` that does, if only other `<meta>`s are before it.
 */
export class ScriptPlace {
  #state: State = 'start';
  #tag = new TagEnd();
  readonly #findsCharset: boolean;

  constructor(findsCharset: boolean) {
    this.#findsCharset = findsCharset;
  }

  /** In UTF-16 or UTF-32, by its first bytes: there is no place. */
  get isWide(): boolean {
    return this.#state === 'wide';
  }

  /** Looks at what was not passed yet and what came after it. */
  look(bytes: Buffer): Look {
    let passed = 0;
    while (passed < bytes.length) {
      const next = this.#advance(bytes, passed);
      if (next === undefined) break;
      if (next.found) return next;
      passed = next.passed;
    }
    return { passed, found: false };
  }

  /** `undefined`: it takes more bytes to tell. */
  #advance(bytes: Buffer, at: number): Look | undefined {
    switch (this.#state) {
      case 'start':
        return this.#start(bytes);
      case 'between':
        return this.#between(bytes, at);
      case 'comment':
        return this.#comment(bytes, at);
      case 'declaration': {
        const end = bytes.indexOf('>', at);
        return end === -1 ? passTo(bytes.length) : this.#become('between', end + 1);
      }
      case 'html':
      case 'head': {
        const end = this.#tag.find(bytes, at);
        if (end === -1) return passTo(bytes.length);
        return this.#state === 'head' && !this.#findsCharset ? placeAt(end) : this.#become('between', end);
      }
      case 'wide':
        return passTo(bytes.length);
    }
  }

  /** A byte order mark counts for more than the headers; without one, a zero byte gives it away. */
  #start(bytes: Buffer): Look | undefined {
    const [first, second] = bytes;
    if (second === undefined) return undefined;
    const isMarked = (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
    return this.#become(isMarked || first === 0 || second === 0 ? 'wide' : 'between', 0);
  }

  #between(bytes: Buffer, at: number): Look | undefined {
    const open = bytes.indexOf('<', at);
    if (open === -1) return passTo(bytes.length);
    if (open > at) return passTo(open);
    const next = bytes[open + 1];
    if (next === undefined) return undefined;
    if (isLetter(next)) return this.#startTag(bytes, open);
    switch (String.fromCharCode(next)) {
      case '!':
        return this.#exclamation(bytes, open);
      case '?':
        return this.#become('declaration', open + 2);
      case '/':
        if (open + 2 === bytes.length) return undefined;
        return isLetter(bytes[open + 2]) ? placeAt(open) : this.#become('declaration', open + 2);
      default:
        return passTo(open + 1);
    }
  }

  #exclamation(bytes: Buffer, open: number): Look | undefined {
    const seen = bytes.toString('latin1', open, open + 6);
    if (!'<!--'.startsWith(seen.slice(0, 4))) return this.#become('declaration', open + 2);
    // These end the comment that they begin.
    if (seen.startsWith('<!-->')) return passTo(open + 5);
    if (seen === '<!--->') return passTo(open + 6);
    return seen.length < 5 || seen === '<!---' ? undefined : this.#become('comment', open + 4);
  }

  #comment(bytes: Buffer, at: number): Look | undefined {
    const plain = bytes.indexOf('-->', at);
    const bang = bytes.subarray(0, plain === -1 ? bytes.length : plain).indexOf('--!>', at);
    if (bang !== -1) return this.#become('between', bang + 4);
    if (plain !== -1) return this.#become('between', plain + 3);
    return bytes.length - 3 > at ? passTo(bytes.length - 3) : undefined;
  }

  #startTag(bytes: Buffer, open: number): Look | undefined {
    const seen = bytes.toString('latin1', open + 1, open + 6).toLowerCase();
    const name = /^(html|head|meta)[\t\n\f\r />]/.exec(seen)?.[1];
    if (name === 'html' || name === 'head') {
      this.#tag = new TagEnd();
      return this.#become(name, open + 5);
    }
    if (name === 'meta' && this.#findsCharset) return this.#meta(bytes, open);
    return names.some((known) => known.startsWith(seen)) ? undefined : placeAt(open);
  }

  #meta(bytes: Buffer, open: number): Look | undefined {
    const end = new TagEnd().find(bytes.subarray(0, open + metaLimit), open + 5);
    if (end === -1) return bytes.length - open < metaLimit ? undefined : placeAt(open);
    const tag = bytes.toString('latin1', open, end);
    // A policy holds for what comes after it.
    if (/content-security-policy/i.test(tag)) return placeAt(open);
    return /charset\s*=/i.test(tag) ? placeAt(end) : passTo(end);
  }

  #become(state: State, passed: number): Look {
    this.#state = state;
    return passTo(passed);
  }
}

const passTo = (passed: number): Look => ({ passed, found: false });
const placeAt = (passed: number): Look => ({ passed, found: true });
