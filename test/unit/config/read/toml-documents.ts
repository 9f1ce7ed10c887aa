import fc from 'fast-check';
import { parse } from 'smol-toml';

/** A value and a way to write it. */
const bare = fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/);
const text = fc.string({ unit: fc.constantFrom(...'ab [].,#=\'"\\{}é😀'), maxLength: 8 });
const blank = fc.constantFrom('', ' ', '\t', '  ');
const newline = fc.constantFrom('\n', '\r\n', '\n\n', ' # comment = [1] "\n');

const basic = text.map((value) => JSON.stringify(value));
const literal = text.map((value) => `'${value.replaceAll("'", '')}'`);
const multiBasic = text.map((value) =>
  `"""\n${value.replaceAll('\\', '').replaceAll('"', '')}"\n\\"""" x """`.replace(' x """', '"'),
);
const multiLiteral = text.map((value) => `'''${value.replaceAll("'", '')}\n''x'''''`);
const scalar = fc.oneof(
  basic,
  literal,
  multiBasic,
  multiLiteral,
  fc.constantFrom(
    '1',
    '-0.5e3',
    'true',
    'inf',
    '0xff',
    '1979-05-27 07:32:00Z',
    '1979-05-27T07:32:00',
    '07:32:00',
    '1979-05-27',
  ),
);

const keyName = fc.oneof(bare, basic, literal);
/** Distinct, also in the way they read: duplicates are errors in TOML. */
const names = fc.uniqueArray(keyName, { maxLength: 4, selector: readName });

function readName(written: string): string {
  if (written.startsWith('"')) return JSON.parse(written) as string;
  return written.startsWith("'") ? written.slice(1, -1) : written;
}

const { value } = fc.letrec<{ value: string; array: string; inline: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('array'), tie('inline')),
  array: fc
    .tuple(fc.array(fc.tuple(tie('value'), fc.oneof(blank, newline)), { maxLength: 4 }), fc.boolean())
    .map(([items, trailing]) => {
      const inner = items.map(([item, after]) => item + after).join(',');
      return `[${inner}${trailing && items.length > 0 ? ',\n' : ''}]`;
    }),
  inline: fc
    .tuple(names, fc.array(tie('value'), { minLength: 4, maxLength: 4 }), blank)
    .map(
      ([keys, values, pad]) =>
        `{${keys.map((key, index) => `${pad}${key}${pad}=${pad}${values[index]}${pad}`).join(',')}}`,
    ),
}));

const pairs = fc
  .tuple(names, fc.array(value, { minLength: 4, maxLength: 4 }), blank, newline)
  .map(([keys, values, pad, end]) =>
    keys.map((key, index) => `${pad}${key}${pad}=${pad}${values[index]}${end}`).join(''),
  );

/** Dotted keys under a name of their own, so that they meet no other. */
const dotted = fc
  .tuple(fc.array(keyName, { minLength: 1, maxLength: 3 }), value, blank)
  .map(([path, item, pad]) => `dotted.${path.join(`${pad}.${pad}`)}${pad}= ${item}\n`);

const tables = fc
  .array(fc.tuple(fc.array(keyName, { minLength: 1, maxLength: 2 }), fc.boolean(), pairs, blank), { maxLength: 4 })
  .map((list) =>
    list
      .map(([path, isArray, body, pad], index) => {
        const name = [`t${index}`, ...path].join(`${pad}.${pad}`);
        if (!isArray) return `[${pad}${name}${pad}]\n${body}`;
        return `[[${name}]]\n${body}[${name}.sub]\nz = 1\n[[${name}]]\n[[${name}.list]]\n[[${name}.list]]\ny = []\n`;
      })
      .join(''),
  );

/** Valid TOML in every spelling: quoted, dotted, nested, multi-line, with comments. */
export const tomlDocument = fc
  .tuple(pairs, dotted, tables)
  .map(
    ([top, middle, bottom]) => `# start\n${top.replaceAll(/^(\s*)(dotted|t\d)(?=[\s=])/gm, '$1k$2')}${middle}${bottom}`,
  )
  .filter(parses);

function parses(document: string): boolean {
  try {
    parse(document);
    return true;
  } catch {
    return false;
  }
}
