import type { Excerpt, Location } from '../../protocol/diagnostic.ts';
import { element } from './element.ts';

const goToken =
  /(\/\/.*|\/\*.*?(?:\*\/|$))|("(?:[^"\\]|\\.)*"?|`[^`]*`?|'(?:[^'\\]|\\.)*'?)|\b(break|case|chan|const|continue|default|defer|else|fallthrough|for|func|go|goto|if|import|interface|map|package|range|return|select|struct|switch|type|var)\b|\b(\d[\w.]*)/g;
const tokenClasses = ['comment', 'string', 'keyword', 'number'];
/** What is marked, from where the finder points: a name, a number, a text, else one character. */
const markedToken = /[\p{L}_][\p{L}\p{Nd}_]*|\d[\w.]*|"(?:[^"\\]|\\.)*"?|`[^`]*`?|:=|[\s\S]/uy;

/** The source around a place: line numbers, the line that is meant, and in it the token that is meant. */
export function codeFrame(location: Location, excerpt: Excerpt): HTMLElement {
  const frame = element('div', 'frame');
  frame.tabIndex = 0; // so that a keyboard can scroll it sideways
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', `Source of ${location.file}, line ${location.line}`);
  const isGo = location.file.endsWith('.go');
  const rows = excerpt.lines.map((text, index) => {
    const number = excerpt.firstLine + index;
    const isMeant = number === location.line;
    const code = element('code', '');
    const mark = isMeant && location.column !== undefined ? markIn(text, location.column) : undefined;
    code.append(...(mark === undefined ? painted(text, isGo) : marked(text, mark, isGo)));
    return element('div', isMeant ? 'row meant' : 'row', element('span', 'gutter', String(number)), code);
  });
  frame.append(element('div', 'rows', ...rows));
  return frame;
}

interface Mark {
  readonly start: number;
  readonly end: number;
}

function marked(text: string, { start, end }: Mark, isGo: boolean): readonly (Node | string)[] {
  const token = element('mark', '', text.slice(start, end) || '\u00a0');
  return [...painted(text.slice(0, start), isGo), token, ...painted(text.slice(end), isGo)];
}

function markIn(text: string, column: number): Mark {
  const start = indexOfByteColumn(text, column);
  markedToken.lastIndex = start;
  return { start, end: start + (markedToken.exec(text)?.[0].length ?? 0) };
}

/** Go counts columns in bytes of UTF-8, from 1. */
function indexOfByteColumn(text: string, column: number): number {
  const encoder = new TextEncoder();
  let bytes = 1;
  let index = 0;
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (column < bytes) break;
    index += character.length;
  }
  return index;
}

function painted(text: string, isGo: boolean): readonly (Node | string)[] {
  if (!isGo) return [text];
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(goToken)) {
    const kind = tokenClasses[match.slice(1).findIndex((group) => group !== undefined)] ?? '';
    parts.push(text.slice(end, match.index), element('span', kind, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
