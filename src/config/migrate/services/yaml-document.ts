import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Location } from '../../../protocol/diagnostic.ts';

/** Scalars are text as written, or null; a number of compose's is text in the end. */
export type YamlValue = string | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

export type YamlReading =
  | { readonly type: 'ok'; readonly value: YamlValue; readonly lineOf: (path: readonly string[]) => number }
  | { readonly type: 'failed'; readonly message: string; readonly location: Location };

const nulls: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** Reads YAML with anchors and merge keys. Never throws. */
export function readYaml(text: string, file: string): YamlReading {
  const lineCounter = new LineCounter();
  const failed = (message: string, offset = 0): YamlReading => {
    const { line, col } = lineCounter.linePos(offset);
    return { type: 'failed', message, location: { file, line: Math.max(1, line), column: Math.max(1, col) } };
  };
  try {
    const document = parseDocument(text, { schema: 'failsafe', merge: true, lineCounter, prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) return failed(error.message, error.pos[0]);
    visit(document, {
      Scalar: (_, node) => {
        if (node.type === 'PLAIN' && nulls.has(node.source ?? '')) node.value = null;
      },
    });
    const value = document.toJS() as YamlValue;
    return { type: 'ok', value, lineOf: (path) => lineCounter.linePos(offsetOf(document, path)).line };
  } catch (error) {
    // Aliases without end, or nesting without end.
    return failed(error instanceof RangeError ? 'this is nested too deeply' : (error as Error).message);
  }
}

/** Of the last key of the path that is there. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
    if (pair === undefined) break;
    offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
    node = pair.value;
  }
  return offset;
}
