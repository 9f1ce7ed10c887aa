import { callOf, isRequired, type GoProgram } from './go-tools.ts';
import { below, directoryOf, runIn, shellWord, type FoundGenerator, type ProjectView } from './project-view.ts';
import { protoInputs } from './proto-inputs.ts';
import { sqlInputs } from './sql-inputs.ts';
import { findTailwind } from './tailwind.ts';

export interface GeneratorRow {
  readonly name: string;
  /** Names of files that tell of it. */
  readonly mark: RegExp;
  /** What has to stand in such a file. */
  readonly says?: RegExp;
  /** One entry for all marks, or one for each directory that has one. */
  readonly one: 'project' | 'directory';
  /** @param mark the first file that tells, of the project or of the directory */
  readonly entry: (mark: string, view: ProjectView) => GeneratorEntry | undefined;
}

/** Where `evidence` is absent, the mark is it. */
export type GeneratorEntry = Omit<FoundGenerator, 'name' | 'evidence'> & Partial<Pick<FoundGenerator, 'evidence'>>;

const templ: GoProgram = { program: 'templ', package: 'github.com/a-h/templ/cmd/templ' };
const sqlc: GoProgram = { program: 'sqlc', package: 'github.com/sqlc-dev/sqlc/cmd/sqlc' };
const gqlgen: GoProgram = { program: 'gqlgen', package: 'github.com/99designs/gqlgen', byGoRun: true };
const buf: GoProgram = { program: 'buf', package: 'github.com/bufbuild/buf/cmd/buf' };
const ent: GoProgram = { program: 'ent', package: 'entgo.io/ent/cmd/ent', byGoRun: true };
const swag: GoProgram = { program: 'swag', package: 'github.com/swaggo/swag/cmd/swag' };

/** In the order in which they run: what others read comes first. */
export const generatorTable: readonly GeneratorRow[] = [
  {
    name: 'sqlc',
    mark: /(?:^|\/)sqlc\.(?:ya?ml|json)$/,
    one: 'directory',
    entry: (mark, { goMod, read }) =>
      called(sqlc, goMod, mark.includes('/') ? `generate -f ${shellWord(mark)}` : 'generate', {
        files: [mark, ...sqlInputs(read(mark) ?? '').map((glob) => below(directoryOf(mark), glob))],
      }),
  },
  {
    name: 'buf',
    mark: /(?:^|\/)buf\.gen\.ya?ml$/,
    one: 'directory',
    entry: (mark, { goMod, files }) => {
      const dir = directoryOf(mark);
      const module = ['buf.yaml', 'buf.work.yaml']
        .map((name) => below(dir, name))
        .filter((name) => files.includes(name));
      return called(buf, goMod, 'generate', { files: [mark, ...module, below(dir, '**/*.proto')], dir });
    },
  },
  {
    name: 'protoc',
    mark: /\.go$/,
    says: /^\/\/go:generate[ \t]+protoc\s/m,
    one: 'directory',
    entry: (mark, { read }) => ({
      files: protoInputs(read(mark) ?? '').map((path) => below(directoryOf(mark), path)),
      exclude: [],
      cmd: `go generate ${shellWord(`./${mark}`)}`,
      program: 'protoc',
    }),
  },
  {
    name: 'gqlgen',
    mark: /(?:^|\/)\.?gqlgen\.ya?ml$/,
    one: 'directory',
    entry: (mark, { goMod }) => {
      const dir = directoryOf(mark);
      const files = [mark, below(dir, '**/*.graphqls'), below(dir, '**/*.graphql')];
      return called(gqlgen, goMod, 'generate', { files, dir });
    },
  },
  {
    name: 'ent',
    mark: /(?:^|\/)ent\/schema\/[^/]+\.go$/,
    one: 'directory',
    entry: (mark, { goMod, files, read }) => {
      const schema = directoryOf(mark);
      const generate = `${directoryOf(schema)}/generate.go`;
      const inputs = [`${schema}/*.go`];
      if (files.includes(generate) && /^\/\/go:generate\s/m.test(read(generate) ?? ''))
        return { files: inputs, exclude: [], cmd: `go generate ${shellWord(`./${directoryOf(schema)}`)}` };
      return called(ent, goMod, `generate ${shellWord(`./${schema}`)}`, { files: inputs });
    },
  },
  {
    name: 'templ',
    mark: /\.templ$/,
    one: 'project',
    entry: (_, { goMod }) => called(templ, goMod, 'generate', { files: ['**/*.templ'] }),
  },
  {
    name: 'tailwind',
    mark: /(?:^|\/)tailwind\.config\.[cm]?[jt]s$|\.css$/,
    one: 'project',
    entry: (_, view) => findTailwind(view),
  },
  {
    name: 'swag',
    mark: /\.go$/,
    says: /^[ \t]*\/\/[ \t]*@title[ \t]/m,
    one: 'project',
    entry: (mark, { goMod, files, read }) => {
      const made = files.find((file) => file.endsWith('/docs.go') && /\bSwaggerInfo\b/.test(read(file) ?? ''));
      if (made === undefined && !isRequired(swag.package, goMod)) return undefined;
      const docs = made === undefined ? 'docs' : directoryOf(made);
      const general = mark === 'main.go' ? '' : ` -g ${shellWord(mark)}`;
      const output = docs === 'docs' ? '' : ` -o ${shellWord(docs)}`;
      return called(swag, goMod, `init${general}${output}`, {
        files: ['**/*.go'],
        exclude: [docs, '**/*_test.go'],
      });
    },
  },
];

function called(
  program: GoProgram,
  goMod: string,
  args: string,
  {
    files,
    exclude = [],
    dir = '.',
  }: { readonly files: readonly string[]; readonly exclude?: readonly string[]; readonly dir?: string },
): GeneratorEntry {
  const { call, ...rest } = callOf(program, goMod);
  return { files, exclude, cmd: runIn(dir, `${call} ${args}`), ...rest };
}
