import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMigration } from '../../../../../src/config/migrate/render-migration.ts';
import { migrate } from './migrated-services.ts';
import { load } from '../../read/load-text.ts';

const project = {
  'go.mod': 'module example.com/shop\n',
  '.env': 'PORT=3000\nA=1\n',
  'cmd/api/main.go': 'package main\n',
  'api/go.mod': 'module example.com/api\n',
  'api/main.go': 'package main\n',
  'air.toml': 'env_files = ["x.env"]\n[build]\ncmd = "go build -o ./x ./cmd/api"\nbin = "./x"\ndelay = 10\n',
  Dockerfile: 'FROM golang AS b\nARG N=api\nCOPY . /x\nWORKDIR /x\nRUN go build -o /a ./cmd/$N\nENTRYPOINT ["/a"]\n',
};

async function check(tool: 'procfile' | 'compose', file: string, text: string): Promise<void> {
  const result = await migrate(tool, { ...project, [file]: text });
  const written = typeof result === 'string' ? '' : renderMigration(result);
  expect(written === '' ? result : '').not.toBe('nothing found');
  // A circle is none of gorl's making: Docker refuses it, and so does the writing of the file.
  const found = load(written).diagnostics.filter(
    ({ message }) => !/the service itself|wait for each other/.test(message),
  );
  expect(found.map(({ message }) => `${message}\n${text}\n${written}`)).toEqual([]);
}

const some = (words: readonly string[], max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...words), { maxLength: max }).map((parts) => parts.join(''));

const commands =
  'go run |./cmd/api|cmd/api/main.go|cd api && |. |exec |env |A=1 |B=$PORT |C=$X |godotenv -f a.env |air |-c air.toml |-- |wgo |run |sh -c |"|\'|\\|&& |; || |> x |# |$PORT |$(x) |go build -o ./x |./x |make |é|\u0007'.split(
    '|',
  );

test('what a Procfile says is told, or becomes a config without a problem', async () => {
  const line = fc.tuple(fc.constantFrom('a: ', 'b: ', 'web:', '-x: ', '#', 'release: ', ''), some(commands, 9));
  const text = fc
    .array(
      line.map((parts) => parts.join('')),
      { maxLength: 4 },
    )
    .map((lines) => lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(text, (procfile) => check('procfile', 'Procfile', procfile)),
    { numRuns: 600 },
  );
});

const rows =
  'build: .|build: { context: ., args: [N=api] }|build: ./api|build: { context: api, dockerfile: ../Dockerfile }|image: golang|image: air|image: x|command: go run ./cmd/api|command: [a, "b c", $$X]|command: "| x"|entrypoint: air -c air.toml|environment: { A: 1, PORT: 80, "B C": x }|environment: [A, "B=${X:-y}", "C=$Z", D=a:80]|environment: { <<: *e }|environment:|env_file: .env|env_file: [{ path: x.env }, ../y.env]|depends_on: [a, b]|depends_on: { a: {} }|ports: ["80", "81:80", "${P:-1}:2/udp", { target: 3 }]|working_dir: /x/api|volumes: [".:/x", "v:/y", { source: ./api, target: /z }]|profiles: [p]|extends: a|extends: { file: Procfile, service: a }|healthcheck: { test: curl localhost }|scale: 2|*e|{|- x'.split(
    '|',
  );

test('what a compose file says is told, or becomes a config without a problem', async () => {
  const service = fc.tuple(
    fc.constantFrom('a', 'b', 'c.d', '"x y"', '-e', 'constructor', '__proto__'),
    fc.uniqueArray(fc.constantFrom(...rows), { maxLength: 6 }),
  );
  const text = fc
    .array(service, { maxLength: 4 })
    .map(
      (all) =>
        `x: &e { E: 1 }\nservices:\n${all.map(([name, lines]) => `  ${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`).join('')}`,
    );
  await fc.assert(
    fc.asyncProperty(text, (compose) => check('compose', 'compose.yaml', compose)),
    { numRuns: 600 },
  );
});

test.each([
  ['['.repeat(100_000)],
  [`a: &a [x]\n${Array.from({ length: 30 }, (_, at) => `a${at}: &a${at} [${'*a,'.repeat(9)}]`).join('\n')}\n`],
  ['--- a\n--- b\n'],
])('a text that is no compose file is told', async (text) => {
  expect(typeof (await migrate('compose', { 'compose.yaml': text }))).toBe('string');
});
