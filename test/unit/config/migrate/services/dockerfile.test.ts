import { describe, expect, test } from 'vitest';
import { migrated, tablesOf } from './migrated-services.ts';

const main = 'package main\n';
const project = {
  'go.mod': 'module example.com/shop/v2\n',
  'cmd/api/main.go': main,
  'cmd/worker/main.go': main,
  'services/users/go.mod': 'module example.com/users\n',
  'services/users/cmd/server/main.go': main,
  'services/mail/main.go': main,
};

/** The program of a service that is built by this Dockerfile. */
async function built(dockerfile: readonly string[], build = '', more = ''): Promise<string | undefined> {
  const service = `services:\n  api:\n    build: { context: ., dockerfile: D${build} }\n${more}`;
  return (await tablesOf('compose', { ...project, D: dockerfile.join('\n'), 'compose.yaml': service }))['api'];
}

describe('the main package of a Dockerfile', () => {
  test.each<[what: string, lines: string[], table: string, build?: string]>([
    [
      'over several lines, with a mount and comments',
      [
        'from golang',
        'COPY . /x',
        'WORKDIR /x',
        'RUN --mount=type=cache,target=/c \\',
        '  # why',
        '  go vet && \\',
        '  go build -o /a ./cmd/api',
      ],
      'package = "./cmd/api"',
    ],
    [
      'a here-document',
      ['FROM golang', 'COPY . .', 'RUN <<END', 'set -e', 'go build -o /a ./cmd/api', 'END'],
      'package = "./cmd/api"',
    ],
    [
      'the list form',
      ['FROM golang', 'COPY . .', 'RUN ["go", "build", "-o", "/a", "./cmd/api"]'],
      'package = "./cmd/api"',
    ],
    ['a file', ['FROM golang', 'COPY . .', 'RUN go build -o /a cmd/api/main.go'], 'package = "./cmd/api"'],
    [
      'go install of an import path',
      ['FROM golang', 'COPY . .', 'RUN go install example.com/shop/v2/cmd/api'],
      'package = "./cmd/api"',
    ],
    ['cd', ['FROM golang', 'WORKDIR /x', 'COPY . .', 'RUN cd cmd/api && go build -o /a'], 'package = "./cmd/api"'],
    [
      'a working directory',
      ['FROM golang', 'COPY . /x', 'WORKDIR /x/cmd/api', 'RUN go build -o /a .'],
      'package = "./cmd/api"',
    ],
    [
      'a part of the context',
      ['FROM golang', 'WORKDIR /x', 'COPY services/mail/* ./', 'RUN go build -o /a .'],
      'package = "./services/mail"',
    ],
    [
      'a module of its own',
      ['FROM golang', 'WORKDIR /x', 'ADD /services/users/ .', 'RUN go build -o /a ./cmd/server'],
      'dir = "services/users"\npackage = "./cmd/server"',
    ],
    [
      'an argument of the build',
      ['FROM golang', 'ARG NAME=worker', 'ENV PART=${NAME} X=1', 'COPY . .', 'RUN go build -o /a ./cmd/$PART'],
      'package = "./cmd/api"',
      ', args: { NAME: api }',
    ],
    [
      'its default',
      ['FROM golang', 'ARG NAME="api"', 'COPY . .', 'RUN go build -o /a ./cmd/${NAME:-x}'],
      'package = "./cmd/api"',
    ],
    [
      'tags decide',
      ['FROM golang', 'COPY . .', 'RUN go build -ldflags "-s" -tags=dev -o /a ./cmd/api'],
      'cmd = "go build -tags=dev -o ./tmp/api/main ./cmd/api"',
    ],
    [
      'the one of several that runs',
      [
        'FROM golang AS b',
        'COPY . .',
        'RUN go build -o /out/w ./cmd/worker && go build -o /out/x ./cmd/api',
        'FROM scratch',
        'COPY --from=b /out/x /run',
        'CMD ["/run"]',
      ],
      'package = "./cmd/api"',
    ],
    [
      'the one of several with its name',
      ['FROM golang', 'COPY . .', 'RUN go build ./cmd/worker && go build ./cmd/api', 'CMD ["sh"]'],
      'package = "./cmd/api"',
    ],
    [
      'make, and a program of that name',
      ['FROM golang', 'COPY . .', 'RUN make', 'CMD ["./bin/worker", "-v"]'],
      'package = "./cmd/worker"\nargs = ["-v"]',
    ],
    [
      'a stage that begins with another',
      [
        'FROM golang AS base',
        'WORKDIR /x',
        'COPY . .',
        'FROM base AS api',
        'RUN go build -o /a ./cmd/api',
        'FROM base AS other',
        'CMD ["x"]',
      ],
      'package = "./cmd/api"',
      ', target: api',
    ],
    [
      'an entrypoint takes back the command of its image only',
      [
        'FROM golang AS base',
        'COPY . .',
        'RUN go build -o /a ./cmd/api',
        'CMD ["-old"]',
        'FROM base',
        'CMD ["-new"]',
        'ENTRYPOINT ["/a"]',
      ],
      'package = "./cmd/api"\nargs = ["-new"]',
    ],
  ])('%s', async (_, lines, table, build) => {
    expect(await built(lines, build)).toBe(table);
  });

  test('variables of its image are told, but for those of the go command and of compose', async () => {
    const { services } = await migrated('compose', {
      ...project,
      Dockerfile: 'FROM golang\nENV GOOS=linux MODE=docker PORT=80\nENV OLD style\nCOPY . .\nRUN go build ./cmd/api\n',
      'compose.yaml': 'services:\n  api: { build: ., environment: { PORT: 81 } }\n',
    });
    expect(services[0]?.comments).toEqual(['its image sets MODE=docker, OLD=style']);
  });

  test.each([
    [
      ['FROM golang', 'COPY . .', 'RUN go build -o /a ./cmd/worker', 'RUN go build -o /b ./services/mail'],
      'api: its Dockerfile builds several programs (./cmd/worker, ./services/mail)',
    ],
    [
      ['FROM golang', 'COPY . .', 'RUN go build -o /a ./cmd/none'],
      'api: its Dockerfile builds ./cmd/none, which is no main package here',
    ],
    [
      ['FROM golang', 'COPY . .', 'RUN ./build.sh', 'CMD ["./x"]'],
      'other: its Dockerfile does not say which package it builds',
    ],
  ])('what is not clear is told: %j', async (lines, why) => {
    const [name = ''] = why.split(':');
    const { lost } = await migrated('compose', {
      ...project,
      D: lines.join('\n'),
      E: 'FROM golang\nCOPY . .\nRUN go build ./cmd/api\n',
      'compose.yaml': `services:\n  ${name}: { build: { context: ., dockerfile: D } }\n  it: { build: { context: ., dockerfile: E } }\n`,
    });
    expect(lost).toEqual([`compose.yaml:2: ${why}`]);
  });
});
