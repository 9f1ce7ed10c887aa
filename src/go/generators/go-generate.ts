import { callOf, type GoProgram } from './go-tools.ts';
import { below, directoryOf, shellWord, type FoundGenerator, type ProjectView } from './project-view.ts';

/** Generators that read the file which has the line, or the one that `-source` names. */
const readOwnFile: Readonly<Record<string, string>> = {
  stringer: 'golang.org/x/tools/cmd/stringer',
  enumer: 'github.com/dmarkham/enumer',
  'go-enum': 'github.com/abice/go-enum',
  easyjson: 'github.com/mailru/easyjson/easyjson',
  msgp: 'github.com/tinylib/msgp',
  mockgen: 'go.uber.org/mock/mockgen',
};

/** Those that have a row of their own in the table. */
const others = /^(?:templ|sqlc|protoc|buf|gqlgen|ent|swag|tailwindcss)$/;

/** An entry for each file with `//go:generate` lines whose generators have no row in the table. */
export function findGoGenerate({ files, read, goMod }: ProjectView): readonly FoundGenerator[] {
  return files
    .filter((file) => file.endsWith('.go') && !file.endsWith('_test.go'))
    .flatMap((file) => {
      const calls = callsIn(read(file) ?? '').filter(({ name }) => !others.test(name));
      return calls.length === 0 || /(?:^|\/)ent\/generate\.go$/.test(file) ? [] : [entryOf(file, calls, goMod)];
    });
}

interface Call {
  /** Of the program: `stringer`. */
  readonly name: string;
  readonly args: readonly string[];
  /** `go run` or `go tool` bring it. */
  readonly byGo: boolean;
}

function entryOf(file: string, calls: readonly Call[], goMod: string): FoundGenerator {
  const names = [...new Set(calls.map(({ name }) => name))];
  const inputs = calls.map((call) => inputOf(call, file));
  const unknown = calls.find((_, at) => inputs[at] === undefined);
  const missing = calls.find(({ byGo }) => !byGo);
  const program: GoProgram | undefined = missing && { program: missing.name, package: readOwnFile[missing.name] ?? '' };
  return {
    name: names.join(', '),
    evidence: file,
    files: [...new Set(inputs.map((input) => input ?? file))],
    exclude: [],
    cmd: `go generate ${shellWord(`./${file}`)}`,
    ...(program === undefined ? {} : { program: program.program }),
    ...(program === undefined || program.package === '' ? {} : { install: callOf(program, goMod).install ?? '' }),
    ...(unknown === undefined ? {} : { doubt: `what ${unknown.name} reads cannot be told` }),
  };
}

function inputOf({ name, args }: Call, file: string): string | undefined {
  if (!(name in readOwnFile)) return undefined;
  const at = args.findIndex((word) => /^--?source(?:=|$)/.test(word));
  const source = at < 0 ? undefined : args[at]?.includes('=') ? args[at]?.split('=')[1] : args[at + 1];
  // mockgen without a source loads packages.
  if (source === undefined) return name === 'mockgen' ? undefined : file;
  return source === '$GOFILE' ? file : below(directoryOf(file), source);
}

/** What the `//go:generate` lines of a source call (`go help generate`). */
function callsIn(source: string): readonly Call[] {
  if (!source.includes('//go:generate')) return [];
  return [...source.matchAll(/^\/\/go:generate[ \t]+(.*)$/gm)].flatMap(([, line = '']) => {
    const words = line.trim().split(/\s+/);
    const [first = ''] = words;
    // `-command x go tool x` gives a name to what later lines call.
    if (first === '' || first === '-command') return [];
    const isRun = first === 'go' && (words[1] === 'run' || words[1] === 'tool');
    if (!isRun) return [{ name: lastElement(first), args: words.slice(1), byGo: first === 'go' }];
    const at = words.findIndex((word, index) => index > 1 && !word.startsWith('-'));
    return at < 0 ? [] : [{ name: lastElement(words[at] ?? ''), args: words.slice(at + 1), byGo: true }];
  });
}

function lastElement(path: string): string {
  return (
    path
      .replace(/@.*$/, '')
      .replace(/\/v\d+$/, '')
      .split('/')
      .at(-1) ?? path
  );
}
