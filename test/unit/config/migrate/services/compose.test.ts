import { describe, expect, test } from 'vitest';
import { migrate, migrated, tablesOf } from './migrated-services.ts';

const main = 'package main\n';
const sources = {
  'go.mod': 'module example.com/shop\n',
  'cmd/api/main.go': main,
  'cmd/worker/main.go': main,
  Dockerfile:
    'FROM golang AS b\nWORKDIR /src\nCOPY . .\nRUN go build -o /api ./cmd/api\nFROM scratch\nCOPY --from=b /api /\nENTRYPOINT ["/api"]\n',
};

const api = (more: string): Record<string, string> => ({
  ...sources,
  'compose.yaml': `services:\n  api:\n    build: .\n${more.replaceAll(/^/gm, '    ')}\n  db: { image: postgres, ports: ["5433:5432"] }\n  cache: { image: redis }\n`,
});

const tableOfApi = async (more: string, files: Readonly<Record<string, string>> = {}): Promise<string | undefined> =>
  (await tablesOf('compose', { ...api(more), ...files }))['api'];

describe('which services', () => {
  test('those that are built from Go sources, with their lines; the others stay in compose', async () => {
    const { services, notes, lost, source } = await migrated('compose', {
      ...sources,
      'web/Dockerfile': 'FROM node\nCMD ["npm", "start"]\n',
      'docker-compose.yml': 'services: {}\n',
      'compose.yml': [
        'services:',
        '  db:',
        '    image: postgres',
        '  api:',
        '    build: .',
        '    depends_on: { db: { condition: service_healthy } }',
        '  web:',
        '    build: ./web',
        '    depends_on: [api]',
        '  worker:',
        '    build: { context: ., dockerfile_inline: "FROM golang\\nCOPY . /w\\nWORKDIR /w\\nRUN go install ./cmd/worker" }',
        '    depends_on: [api, db]',
        '    deploy: { replicas: 3 }',
        '  -odd:',
        '    build: .',
        '  gone:',
        '    build: { context: ., dockerfile: No }',
        '  far:',
        '    build: ../far',
        '',
      ].join('\n'),
    });
    expect(source).toBe('compose.yml');
    expect(services.map(({ name, from, comments }) => [name, from, ...comments])).toEqual([
      ['api', 'compose.yml:4', 'needs db, which compose runs'],
      ['worker', 'compose.yml:10', 'needs db, which compose runs'],
    ]);
    expect(services[1]?.entries).toEqual([
      { key: 'package', value: './cmd/worker' },
      { key: 'depends_on', value: ['api'] },
    ]);
    expect(notes).toEqual(['compose still runs the others: docker compose up -d --no-deps db web -odd gone far']);
    expect(lost).toEqual([
      'compose.yml:14: -odd cannot be the name of a service',
      'compose.yml:16: gone: there is no No',
      'compose.yml:18: far: it is built from ../far, which is not below this directory',
      'compose.yml:10: worker: gorl runs one of it, not 3',
    ]);
  });

  test.each([
    ['services: [', /^(?!compose)/],
    ['a: 1\na: 2\n', /unique/],
    ['a: &a [*b]\n', /alias/i],
    ['name: x\n', /^compose\.yaml has no table of services$/],
    ['services:\n  db:\n    image: postgres\n', /^compose\.yaml has no service that is built from Go sources here$/],
  ])('%j is told', async (text, message) => {
    expect(await migrate('compose', { ...sources, 'compose.yaml': text })).toMatch(message);
  });

  test('an image that another service builds, a service that another extends, anchors and merge keys', async () => {
    const tables = await tablesOf('compose', {
      ...sources,
      'base.yaml': 'services:\n  base:\n    build: .\n    environment: { A: 1, B: 1 }\n',
      'compose.yaml': [
        'x-env: &env { LOG: debug }',
        'services:',
        '  one: { build: ., image: shop, environment: { <<: *env, N: 1.10 } }',
        '  two: { image: shop, command: serve }',
        '  three: { extends: { service: one }, environment: [N=3] }',
        '  four: { extends: { file: base.yaml, service: base }, environment: { B: 2 } }',
        '',
      ].join('\n'),
    });
    expect(tables).toEqual({
      one: 'package = "./cmd/api"\nenv = { LOG = "debug", N = "1.10" }',
      two: 'package = "./cmd/api"\nargs = ["serve"]',
      three: 'package = "./cmd/api"\nenv = { LOG = "debug", N = "3" }',
      four: 'package = "./cmd/api"\nenv = { A = "1", B = "2" }',
    });
  });

  test('what else was not read is told', async () => {
    const { lost } = await migrated('compose', {
      ...sources,
      'compose.yaml':
        'include: [a.yaml]\nservices:\n  api: { build: . }\n  x: { extends: { file: sub/a.yaml, service: b } }\n',
      'compose.override.yaml': '',
    });
    expect(lost).toEqual([
      'compose.yaml:4: x: it extends a service of sub/a.yaml',
      'compose.yaml: what it includes was not read',
      'compose.override.yaml was not read',
    ]);
  });
});

describe('what it runs', () => {
  test.each([
    ['command: ["-v", "two words"]', 'args = ["-v", "\'two words\'"]'],
    ['command: serve --port ${PORT:-8080}', 'args = ["serve", "--port", "8080"]'],
    ['entrypoint: ["/api", "serve"]', 'args = ["serve"]'],
    ['command: ./wait-for-it.sh db:5432 -- /api -v\nentrypoint: ""', 'args = ["-v"]'],
    ['command: --config=/src/config/app.yaml -d /data', 'args = ["--config=config/app.yaml", "-d", "/data"]'],
    ['entrypoint: ./entrypoint.sh\ncommand: /api', ''],
  ])('%j', async (more, args) => {
    const table = await tableOfApi(more, { 'config/app.yaml': '' });
    expect(table).toBe(`package = "./cmd/api"${args === '' ? '' : `\n${args}`}`);
  });

  test('with a word where its own would be wrong', async () => {
    const { text, lost } = await migrated(
      'compose',
      api('command: -d /data\nports: ["8090:8080", "9000"]\nprofiles: [full]'),
    );
    expect(text).toContain('# /data is a path in its container\n');
    expect(text).toContain('# compose publishes its port 8080 as 8090; here it is 8080\n');
    expect(text).toContain('# compose runs it only with --profile full; gorl --except api leaves it out\n');
    expect(lost).toEqual([]);
    const waiting = await migrated(
      'compose',
      api('entrypoint: ""\ncommand: ["dockerize", "-wait", "tcp://db:5432", "--", "/api"]'),
    );
    expect(waiting.lost).toEqual([expect.stringMatching(/dockerize: gorl waits for what is in depends_on/)]);
  });

  test.each([
    [
      'image: golang:1.22\n    working_dir: /app\n    volumes: [".:/app"]\n    command: go run ./cmd/api -v',
      'package = "./cmd/api"\nargs = ["-v"]',
    ],
    ['image: cosmtrek/air\n    working_dir: /app/cmd/api\n    volumes: [".:/app"]', 'dir = "cmd/api"\npackage = "."'],
    [
      'build: { context: ., dockerfile: dev.Dockerfile }\n    volumes: [{ type: bind, source: ., target: /app }]',
      'package = "./cmd/worker"',
    ],
  ])('in development: %j', async (service, table) => {
    const tables = await tablesOf('compose', {
      ...sources,
      'compose.yaml': `services:\n  it:\n    ${service}\n`,
      'dev.Dockerfile':
        'FROM golang\nWORKDIR /app\nRUN go install github.com/air-verse/air@latest\nCMD air -c .air.worker.toml\n',
      '.air.worker.toml': '[build]\ncmd = "go build -o ./tmp/main ./cmd/worker"\n',
    });
    expect(tables['it']).toBe(table);
  });

  test('a page that a health check asks for, and env files', async () => {
    const more =
      'healthcheck: { test: "curl -fsS http://localhost:8080/healthz || exit 1" }\nenv_file: [a.env, { path: ./b.env, required: false }]';
    expect(await tableOfApi(more)).toBe(
      'package = "./cmd/api"\nready.http = "/healthz"\nenv_files = ["a.env", "b.env"]',
    );
  });
});

describe('variables', () => {
  const environment = (lines: string): string => `environment:\n${lines.replaceAll(/^/gm, '  ')}`;

  test.each([
    ['A: 1\nB: true\nC: "x y"\nD: $$HOME', 'env = { A = "1", B = "true", C = "x y", D = "$HOME" }'],
    ['- A=1\n- B=x=y\n- C', 'env = { A = "1", B = "x=y" }'],
    // The shell has them, or it has not.
    ['A: ${A}\nB: $B\nC:\nD: ${D:?say it}', ''],
    ['A: ${A:-x}', '\n[env]\nA = "x"'],
    ['CONFIG: /src/config/app.yaml\nBASE: /v1', '\n[env]\nCONFIG = "config/app.yaml"\nBASE = "/v1"'],
  ])('%j', async (lines, table) => {
    const read = await tableOfApi(environment(lines), { 'config/app.yaml': '' });
    expect(read).toBe(`package = "./cmd/api"${table === '' ? '' : `\n${table.trimStart()}`}`);
  });

  test('what .env says comes from there, and is never written down', async () => {
    const files = {
      ...api(environment('A: ${A:-x}\nU: postgres://u:${PW}@h/x\nP: ${PW:-y}')),
      '.env': 'A=1\nPW=secret\n',
    };
    const { text, lost } = await migrated('compose', files);
    expect(text).not.toContain('secret');
    expect((await tablesOf('compose', files))['api']).toBe('package = "./cmd/api"\nenv_files = [".env"]');
    expect(lost).toEqual([
      'compose.yaml:2: api: U: its value is put together with PW that is in .env; write it whole, here or in an env file',
      'compose.yaml:2: api: P: its value is put together with PW that is in .env; write it whole, here or in an env file',
    ]);
  });

  test('of the Go command in the container are left out', async () => {
    const { lost } = await migrated('compose', api(environment('GOCACHE: /cache\nCGO_ENABLED: 0')));
    expect(lost.map((line) => line.replace(/.*api: /, ''))).toEqual([
      'GOCACHE: it is about the Go command of its container',
      'CGO_ENABLED: it is about the Go command of its container',
    ]);
  });

  test.each([
    ['URL: postgres://u:p@db:5432/x', 'db is a name within compose only: localhost:5433 here'],
    ['DSN: host=db user=postgres dbname=db', 'db is a name within compose only: localhost:5433 here'],
    ['DB_HOST: db', 'db is a name within compose only: localhost:5433 here'],
    [
      'REDIS: cache:6379',
      'cache is a name within compose only: publish its port (cache: ports: ["6379:6379"]), then localhost:6379 here',
    ],
    ['DB_NAME: db', undefined],
    ['PATTERN: database/db.sql', undefined],
  ])('%s: %s', async (line, comment) => {
    const { services } = await migrated('compose', api(environment(line)));
    const variables = services[0]?.entries.find(({ key }) => key === 'env')?.value;
    expect(variables).toMatchObject([comment === undefined ? {} : { comment }]);
    expect(JSON.stringify(variables).includes('comment')).toBe(comment !== undefined);
  });

  test('of services that have a machine to share', async () => {
    const { text, notes } = await migrated('compose', {
      ...sources,
      'common.env': 'PORT=3000\nAPI_ADDR=api:8080\n',
      'compose.yaml': [
        'services:',
        '  api: { build: ., environment: { PORT: 8080 }, ports: ["8090:8080"] }',
        '  a: { build: ., env_file: common.env, environment: { API: "http://api:8080" } }',
        '  b: { build: ., env_file: common.env }',
        '  c: { build: ., ports: ["9000:80"] }',
        '  d: { build: ., ports: ["9001:80/tcp"] }',
        '',
      ].join('\n'),
    });
    expect(text).toContain('# 8080 in its container, which compose publishes as this\nPORT = "8090"\n');
    expect(text).toContain('# api is a name within compose only: localhost:8090 here\nAPI = "http://api:8080"\n');
    expect(notes).toEqual([
      'common.env:2: API_ADDR: api is a name within compose only: localhost:8090 here',
      'a, b all listen on 3000, each in its container: give them different ports here.',
      'c, d all listen on 80, each in its container: give them different ports here.',
    ]);
  });
});
