/** Random edits of one Go file, as texts: each returns the new text, or undefined where it has nothing to change. */

/** After the imports, as gofmt leaves them. */
const bodyOf = (text) => {
  const block = /\nimport \([^)]*\n\)\n/.exec(text) ?? /\nimport "[^"]*"\n/.exec(text) ?? /^package \w+\n/m.exec(text);
  return block === null ? text.length : block.index + block[0].length;
};

function replaceOne(random, text, pattern, change) {
  const from = bodyOf(text);
  const places = [...text.slice(from).matchAll(pattern)];
  if (places.length === 0) return undefined;
  const { index, 0: found } = random.pick(places);
  const at = from + index;
  return text.slice(0, at) + change(found) + text.slice(at + found.length);
}

const insert = (text, at, more) => text.slice(0, at) + more + text.slice(at);

/** What the compiler and the linker are enough for, as long as few packages import what is edited. */
export const ordinaryEdits = {
  string: (random, text, n) => replaceOne(random, text, /"[a-z][^"\\\n%]*"/g, (found) => `${found.slice(0, -1)} ${n}"`),
  number: (random, text, n) => replaceOne(random, text, /(?<=[-+*] )\d+\b/g, () => String(n)),
  variable: (_, text, n) => `${text}\n// Added${n} is new.\nvar Added${n} = "added ${n}"\n`,
  constants: (_, text, n) => `${text}\nconst (\n\tfirst${n} = iota + ${n}\n\tsecond${n}\n)\n\nvar _ = second${n}\n`,
  init: (_, text, n) => `${text}\nvar started${n} string\n\nfunc init() { started${n} = "started ${n}" }\n`,
  generic: (_, text, n) =>
    `${text}\nfunc pick${n}[T any](all ...T) T { return all[len(all)-1] }\n\nvar picked${n} = pick${n}("a", "picked ${n}")\n`,
  closure: (_, text, n) =>
    `${text}\nvar made${n} = func() func() string { return func() string { return "made ${n}" } }()\n`,
  method: (_, text, n) =>
    `${text}\ntype kind${n} struct{ name string }\n\nfunc (k *kind${n}) Name() string { return k.name }\n\nvar named${n} interface{ Name() string } = &kind${n}{"${n}"}\n`,
  alias: (_, text, n) => `${text}\ntype Alias${n} = map[string]int\n\nvar aliased${n} = Alias${n}{"${n}": ${n}}\n`,
  line: (_, text, n) => insert(text, bodyOf(text), `\n// A line more: ${n}.\n`),
  comment: (_, text, n) => `${text}\n// The end: ${n}.\n`,
};

/** For the go command. */
export const slowEdits = {
  import: (_, text) =>
    text.includes('unicode/utf16') ? undefined : insert(text, bodyOf(text), '\nimport _ "unicode/utf16"\n'),
  directive: (_, text, n) =>
    `${text}\n//go:noinline\nfunc kept${n}() string { return "${n}" }\n\nvar held${n} = kept${n}()\n`,
  error: (_, text, n) => `${text}\nvar broken${n} = missing${n}\n`,
};
