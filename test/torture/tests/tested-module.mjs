import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomNumbers } from '../module.mjs';

/** A module whose tests depend on each other in every way that Go has, and random changes of it. */

const modulePath = 'example.com/tested';

/** A whole number from 0, smaller than that. */
const below = (random, limit) => Math.floor(random.next() * limit);

/** Writes the same into several copies. Files are replaced whole, as editors do it. */
export class TestedModule {
  #dirs;
  #random;
  #packages;
  /** Relative path → text, of all that changes. */
  #files = new Map();
  #changes = 0;

  /** @param options.dirs absolute; the first is what texts are read from */
  constructor({ dirs, packages, seed }) {
    this.#dirs = dirs;
    this.#random = randomNumbers(seed);
    this.#packages = Array.from({ length: packages }, (_, index) => this.#plan(index));
    this.#write('go.mod', `module ${modulePath}\n\ngo 1.19\n`);
    this.#write('testdata/common.txt', '7\n');
    for (const one of this.#packages) this.#writePackage(one);
  }

  /** Makes one change, and says which. */
  change() {
    this.#changes += 1;
    const kinds = Object.keys(changes);
    // Sources are what people save.
    const name = this.#random.next() < 0.5 ? this.#random.pick(['body', 'comment', 'test']) : this.#random.pick(kinds);
    return `${name}: ${changes[name](this)}`;
  }

  get random() {
    return this.#random;
  }

  get number() {
    return this.#changes;
  }

  anyPackage(has = () => true) {
    return this.#random.pick(this.#packages.filter(has));
  }

  read(rel) {
    return this.#files.get(rel);
  }

  save(rel, text) {
    this.#write(rel, text);
    return rel;
  }

  remove(rel) {
    this.#files.delete(rel);
    for (const dir of this.#dirs) rmSync(join(dir, rel), { force: true });
    return rel;
  }

  has(rel) {
    return this.#files.has(rel);
  }

  addPackage() {
    const one = this.#plan(this.#packages.length);
    this.#packages.push(one);
    this.#writePackage(one);
    return one.name;
  }

  #plan(index) {
    const random = this.#random;
    const earlier = Array.from({ length: index }, (_, at) => `p${String(at).padStart(2, '0')}`);
    const some = (most) => [...new Set(Array.from({ length: below(random, most + 1) }, () => random.pick(earlier)))];
    return {
      name: `p${String(index).padStart(2, '0')}`,
      imports: index === 0 ? [] : some(2),
      // Of its tests only.
      testImports: index === 0 ? [] : some(1),
      isExternal: random.next() < 0.3,
      embeds: random.next() < 0.25,
      testEmbeds: random.next() < 0.2,
      readsOwn: random.next() < 0.25,
      readsCommon: random.next() < 0.15,
      hasTests: random.next() < 0.85,
    };
  }

  #writePackage(one) {
    const { name, embeds, testEmbeds, readsOwn, hasTests } = one;
    this.#write(`${name}/${name}.go`, sourceText(one));
    if (embeds) this.#write(`${name}/data.txt`, '5\n');
    if (testEmbeds && hasTests) this.#write(`${name}/golden.txt`, '3\n');
    if (readsOwn && hasTests) this.#write(`${name}/testdata/own.txt`, '2\n');
    if (hasTests) this.#write(`${name}/${name}_test.go`, testText(one));
  }

  #write(rel, text) {
    this.#files.set(rel, text);
    for (const dir of this.#dirs) {
      const path = join(dir, rel);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(join(dir, '.save'), text);
      renameSync(join(dir, '.save'), path);
    }
  }
}

function sourceText({ name, imports, embeds }) {
  const lines = [
    ...(embeds ? ['_ "embed"', '"strconv"', '"strings"'] : []),
    ...imports.map((each) => `"${modulePath}/${each}"`),
  ];
  const value = ['1', ...imports.map((each) => `${each}.Value()`), ...(embeds ? ['data()'] : [])].join(' + ');
  return `// Package ${name} is one of many.
package ${name}
${lines.length === 0 ? '' : `\nimport (\n${lines.map((line) => `\t${line}\n`).join('')})\n`}
// Value depends on all that is imported.
func Value() int { return ${value} }
${embeds ? `\n//go:embed data.txt\nvar text string\n\nfunc data() int {\n\tnumber, _ := strconv.Atoi(strings.TrimSpace(text))\n\treturn number\n}\n` : ''}`;
}

/** One time in eleven a test fails, so that changes alter results. */
function testText({ name, testImports, isExternal, testEmbeds, readsOwn, readsCommon }) {
  const reads = [...(readsOwn ? ['testdata/own.txt'] : []), ...(readsCommon ? ['../testdata/common.txt'] : [])];
  const imports = [
    ...(testEmbeds ? ['_ "embed"'] : []),
    ...(reads.length > 0 ? ['"os"'] : []),
    ...(reads.length > 0 || testEmbeds ? ['"strconv"', '"strings"'] : []),
    '"testing"',
    ...(isExternal ? [`"${modulePath}/${name}"`] : []),
    ...testImports.map((each) => `"${modulePath}/${each}"`),
  ];
  const own = isExternal ? `${name}.Value()` : 'Value()';
  const parse = `func parse(text string) int {\n\tnumber, _ := strconv.Atoi(strings.TrimSpace(text))\n\treturn number\n}\n`;
  const terms = [
    own,
    ...testImports.map((each) => `${each}.Value()`),
    ...(testEmbeds ? ['parse(golden)'] : []),
    ...reads.map((path) => `read(t, "${path}")`),
  ];
  return `package ${name}${isExternal ? '_test' : ''}

import (
${imports.map((line) => `\t${line}\n`).join('')})
${testEmbeds ? '\n//go:embed golden.txt\nvar golden string\n' : ''}
const offset = 0

func TestValue(t *testing.T) {
	if sum := ${terms.join(' + ')} + offset; sum%11 == 0 {
		t.Errorf("the sum is %d", sum)
	}
}

func TestAlone(t *testing.T) {}
${
  reads.length > 0
    ? `\nfunc read(t *testing.T, path string) int {\n\ttext, err := os.ReadFile(path)\n\tif err != nil {\n\t\tt.Fatal(err)\n\t}\n\treturn parse(string(text))\n}\n`
    : ''
}${reads.length > 0 || testEmbeds ? `\n${parse}` : ''}`;
}

const source = ({ name }) => `${name}/${name}.go`;
const tests = ({ name }) => `${name}/${name}_test.go`;

/** By name; each says what it did. */
const changes = {
  body(module) {
    const rel = source(module.anyPackage());
    return module.save(
      rel,
      module.read(rel).replace(/return \d+/, () => `return ${module.number}`),
    );
  },
  comment(module) {
    const rel = source(module.anyPackage());
    return module.save(
      rel,
      module.read(rel).replace(/is one of many.*/, () => `is one of many. ${module.number}`),
    );
  },
  test(module) {
    const rel = tests(module.anyPackage((each) => module.has(tests(each))));
    return module.save(
      rel,
      module.read(rel).replace(/offset = \d+/, () => `offset = ${module.number}`),
    );
  },
  embedded: (module) => number(module, 'data.txt', ({ embeds }) => embeds),
  'embedded by tests': (module) => number(module, 'golden.txt', ({ testEmbeds, hasTests }) => testEmbeds && hasTests),
  testdata: (module) => number(module, 'testdata/own.txt', ({ readsOwn, hasTests }) => readsOwn && hasTests),
  'testdata of all': (module) => module.save('testdata/common.txt', `${module.number}\n`),
  'testdata that nobody reads': (module) => module.save('testdata/other.txt', `${module.number}\n`),
  'go.mod': (module) =>
    module.save('go.mod', `module ${modulePath}\n\ngo 1.${19 + below(module.random, 4)}\n\n// ${module.number}\n`),
  'new test': (module) => {
    const { name } = module.anyPackage();
    const bad = module.random.next() < 0.5 ? '\tt.Error("new")\n' : '';
    return module.save(
      `${name}/new_test.go`,
      `package ${name}\n\nimport "testing"\n\nfunc TestNew(t *testing.T) {\n${bad}}\n`,
    );
  },
  'test removed': (module) => {
    const one = module.anyPackage((each) => module.has(`${each.name}/new_test.go`) || module.has(tests(each)));
    const rel = `${one.name}/new_test.go`;
    return module.remove(module.has(rel) ? rel : tests(one));
  },
  'new package': (module) => module.addPackage(),
  'new file': (module) => {
    const { name } = module.anyPackage();
    return module.save(`${name}/more.go`, `package ${name}\n\n// More is ${module.number}.\nfunc More() {}\n`);
  },
  'new import': (module) => {
    const one = module.anyPackage(({ name }) => name !== 'p00');
    const rel = `${one.name}/wired.go`;
    const text = `package ${one.name}\n\nimport "${modulePath}/p00"\n\nvar wired = p00.Value()\n`;
    return module.has(rel) ? module.remove(rel) : module.save(rel, text);
  },
  broken: (module) => {
    const one = module.anyPackage();
    const rel = module.random.next() < 0.5 || !module.has(tests(one)) ? source(one) : tests(one);
    const text = module.read(rel);
    return module.save(
      rel,
      text.includes('\nvar _ int = "no"\n') ? text.replace('\nvar _ int = "no"\n', '') : `${text}\nvar _ int = "no"\n`,
    );
  },
};

function number(module, file, has) {
  const one = module.anyPackage(has);
  return one === undefined ? 'nobody has one' : module.save(`${one.name}/${file}`, `${module.number}\n`);
}
