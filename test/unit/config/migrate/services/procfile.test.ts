import { describe, expect, test } from 'vitest';
import { migrate, migrated, tablesOf } from './migrated-services.ts';

const sources = {
  'go.mod': 'module example.com/shop/v2\n',
  'main.go': 'package main\n',
  'cmd/api/main.go': 'package main\n',
  'cmd/api/routes.go': 'package main\n',
  'cmd/worker/main.go': 'package main\n',
  'cmd/worker/main_test.go': 'package main\n',
  'web/package.json': '{}',
};

/** The table of a process, without the PORT that each has. */
async function tableOf(command: string, files: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  const { it: table } = await tablesOf('procfile', { ...sources, ...files, Procfile: `it: ${command}\n` });
  return table
    ?.split('\n')
    .filter((line) => line !== 'env = { PORT = "5000" }')
    .join('\n');
}

describe('a Go program is built', () => {
  test.each([
    ['go run ./cmd/api', 'package = "./cmd/api"'],
    ['go run .', 'package = "."'],
    ['go run *.go', 'package = "."'],
    ['go run cmd/worker/main.go', 'package = "./cmd/worker"'],
    // One of several files is another program than all of them.
    ['go run cmd/api/main.go', 'package = "cmd/api/main.go"'],
    ['go run cmd/api/main.go cmd/api/routes.go', 'package = "./cmd/api"'],
    ['exec go run ./cmd/api -v # the api', 'package = "./cmd/api"\nargs = ["-v"]'],
    ['go run ./cmd/api -p $PORT', 'package = "./cmd/api"\nargs = ["-p", "$PORT"]'],
    [
      `go run ./cmd/api --config \${FILE:-a.yaml} --name "a #b"`,
      `package = "./cmd/api"\nargs = ["--config", "\${FILE:-a.yaml}", "--name", '"a #b"']`,
    ],
    [
      'env LOG=debug A="b c" go run ./cmd/api',
      'package = "./cmd/api"\nenv = { PORT = "5000", LOG = "debug", A = "b c" }',
    ],
    ['ADDR=$PORT PORT=8080 go run ./cmd/api', 'package = "./cmd/api"\nenv = { ADDR = "5000", PORT = "8080" }'],
    [
      'DB=$DATABASE_URL go run ./cmd/api',
      'cmd = "go build -o ./tmp/it/main ./cmd/api"\nfull_bin = "DB=$DATABASE_URL ./tmp/it/main"',
    ],
    ['go run -race -tags dev ./cmd/api x', 'cmd = "go build -race -tags dev -o ./tmp/it/main ./cmd/api"\nargs = ["x"]'],
    [
      'go run ./cmd/api 2>&1 | jq .',
      'cmd = "go build -o ./tmp/it/main ./cmd/api"\nfull_bin = "./tmp/it/main 2>&1 | jq ."',
    ],
    ["sh -c 'go generate ./... && go run ./cmd/api'", 'package = "./cmd/api"\nbuild.pre_cmd = ["go generate ./..."]'],
    ['sleep 2 && go run ./cmd/api', 'package = "./cmd/api"'],
    ['go build -o bin/api ./cmd/api && ./bin/api -v', 'package = "./cmd/api"\nargs = ["-v"]'],
    ['go build ./cmd/api && ./api', 'package = "./cmd/api"'],
    ['make api && ./out/api -v', 'cmd = "make api"\nentrypoint = ["./out/api", "-v"]'],
    ['make api && ADDR=$HOST ./out/api', 'cmd = "make api"\nfull_bin = "ADDR=$HOST ./out/api"'],
    ['godotenv -f .env.local go run ./cmd/api', 'package = "./cmd/api"\nenv_files = [".env.local"]'],
    ['cd cmd/api && go run .', 'dir = "cmd/api"\npackage = "."'],
    ['bin/api -v', 'package = "./cmd/api"\nargs = ["-v"]'],
    // Heroku puts what it builds on the PATH; the module is …/shop/v2.
    ['shop', 'package = "."'],
  ])('%s', async (command, table) => {
    expect(await tableOf(command)).toBe(table);
  });

  test('a program that a Makefile builds', async () => {
    const Makefile = 'OUT := bin\nserver:\n\t@CGO_ENABLED=0 go build -tags x -o $(OUT)/server ./cmd/api\n';
    expect(await tableOf('./bin/server', { Makefile })).toBe('package = "./cmd/api"');
  });
});

describe('a tool that watches is not needed', () => {
  test.each([
    ['wgo run ./cmd/api -v', 'package = "./cmd/api"\nargs = ["-v"]'],
    ['wgo -file .html -xdir=web go build -o x ./cmd/api :: ./x', 'package = "./cmd/api"'],
    ['gow -c -e=go run ./cmd/api', 'package = "./cmd/api"'],
    ["reflex -s -r '\\.go$' -- go run ./cmd/api", 'package = "./cmd/api"'],
    ['watchexec -r -e go -- go run ./cmd/api', 'package = "./cmd/api"'],
    ['nodemon --exec "go run ./cmd/api" --signal SIGTERM', 'package = "./cmd/api"'],
    ['nodemon -x go run ./cmd/api -e go', 'package = "./cmd/api"'],
    ['find . | entr -r go run ./cmd/api', 'package = "./cmd/api"'],
    ['CompileDaemon -build="go build -o it ./cmd/api" -command="./it -v"', 'package = "./cmd/api"\nargs = ["-v"]'],
    ['LOG=debug wgo run ./cmd/api', 'package = "./cmd/api"\nenv = { PORT = "5000", LOG = "debug" }'],
    ['go tool air', 'package = "."'],
    [
      'go run github.com/air-verse/air@latest -c api.toml',
      'package = "./cmd/api"\nargs = ["serve"]\nbuild.kill_delay = "2s"',
    ],
    ['air -c api.toml -- -v', 'package = "./cmd/api"\nargs = ["serve", "-v"]\nbuild.kill_delay = "2s"'],
    ['air -c make.toml', 'cmd = "make x"\nentrypoint = ["./x"]'],
  ])('%s', async (command, table) => {
    const files = {
      'api.toml': '[build]\ncmd = "go build -o ./x ./cmd/api"\nentrypoint = ["./x", "serve"]\nkill_delay = "2s"\n',
      'make.toml': '[build]\ncmd = "make x"\nbin = "./x"\n',
    };
    expect(await tableOf(command, files)).toBe(table);
  });

  test.each(['air -c nowhere.toml', 'air --build.cmd x', 'watchexec -r npm test', 'wgo -cd web go run .', 'modd'])(
    '%s is not plain, and is run',
    async (command) => {
      expect(await tableOf(command)).toBe(`run = "${command}"`);
    },
  );
});

describe('what is no Go program is run', () => {
  test.each<[command: string, table: string, files?: Readonly<Record<string, string>>]>([
    ['npx tailwindcss -i a.css -o b.css --watch', 'run = "npx tailwindcss -i a.css -o b.css --watch"'],
    ['cd web && npm run dev -- --port $PORT', 'dir = "web"\nrun = "npm run dev -- --port $PORT"'],
    ['cd nowhere && npm start', 'run = "cd nowhere && npm start"'],
    ['cd ../other && npm start', 'run = "cd ../other && npm start"'],
    ['bin/rails server', 'run = "bin/rails server"'],
    ['./bin/api', 'run = "./bin/api"', { 'bin/api': '#!/bin/sh\n' }],
    ['[ "$X" = 1 ] && go run .', `run = '[ "$X" = 1 ] && go run .'`],
    ['A=1; go run . || exit 1', 'run = "A=1; go run . || exit 1"'],
    ['. ./.envrc && go run .', 'run = ". ./.envrc && go run ."'],
    ['npm install && ./node_modules/.bin/vite', 'run = "npm install && ./node_modules/.bin/vite"'],
  ])('%s', async (command, table, files) => {
    expect(await tableOf(command, files)).toBe(table);
  });

  test('with a word where it could have been built', async () => {
    const { text } = await migrated('procfile', { Procfile: 'api: templ generate --watch --cmd="go run ."\n' });
    expect(text).toContain('so no save restarts it: with package = "." it would build it');
    const loop = await migrated('procfile', {
      Procfile: 'api: while :; do go run -v cmd/x/main.go; done\nb: bin/etcd -v\n',
    });
    expect(loop.text).toContain('with package = "cmd/x/main.go" it would build it');
    expect(loop.text).toContain('# nothing here says what bin/etcd is built from, so gorl only runs it\n[services.b]');
  });
});

describe('the file', () => {
  test('ports, names, and what is no process, as foreman reads it', async () => {
    const { services, lost } = await migrated('procfile', {
      Procfile: '# a\n\nweb: a\n\n-x: b\nrelease: migrate up\nnot one\nweb:   c  \r\nlast-1: d\n',
    });
    expect(services.map(({ name, from, entries }) => [name, from, entries.at(-1)?.value])).toEqual([
      ['web', 'Procfile:8', [{ name: 'PORT', value: '5200' }]],
      ['last-1', 'Procfile:9', [{ name: 'PORT', value: '5300' }]],
    ]);
    expect(lost).toEqual([
      'Procfile:7: "not one" is no line of the form name: command',
      'Procfile:3: web is there again in line 8, which counts',
      'Procfile:5: -x cannot be the name of a service',
      expect.stringMatching(/^Procfile:6: release: "migrate up" is not run: .*depends_on$/),
    ]);
  });

  test.each([
    [{ '.overmind.env': 'OVERMIND_PORT=3000\n', '.env': 'PORT=8080\n' }, '3100'],
    [{ '.foreman': 'port: 7000\n' }, '7100'],
    [{ '.env': 'export PORT="8080"\n' }, '8180'],
    [{}, '5100'],
  ])('the second port with %j', async (files, port) => {
    const { services } = await migrated('procfile', { ...files, Procfile: 'a: x\nb: y\n' });
    expect(services[1]?.entries.at(-1)?.value).toEqual([{ name: 'PORT', value: port }]);
  });

  test('.env is read, from a directory of its own, too', async () => {
    const { text } = await migrated('procfile', { ...sources, '.env': '', Procfile: 'a: cd cmd/api && go run .\n' });
    expect(text).toContain('env_files = [".env"]');
    expect(text).toContain('env_files = ["../../.env"]');
  });

  test('Procfile.dev comes first, and says so', async () => {
    const { source, notes } = await migrated('procfile', { Procfile: 'a: x\n', 'Procfile.dev': 'b: y\n' });
    expect(source).toBe('Procfile.dev');
    expect(notes).toContain('Procfile.dev was read, not Procfile.');
  });

  test('one without a process is told', async () => {
    expect(await migrate('procfile', { Procfile: 'release: x\n' })).toBe('Procfile has no process to carry over');
    expect(await migrate('procfile', {})).toBe('nothing found');
  });

  test('nothing of a line becomes a line of its own', async () => {
    const { text } = await migrated('procfile', { Procfile: 'a: printf "\\n[services.b]"\u0085 \u001b[1m\n' });
    expect(text.split('\n').filter((line) => line.startsWith('[services.'))).toEqual(['[services.a]']);
  });
});
