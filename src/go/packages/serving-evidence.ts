import { join } from 'node:path';
import { namesIn } from '../../base/what-is-there.ts';
import { readHeader } from '../graph/source-header.ts';
import type { GoModule } from './module-files.ts';
import { isSourceName } from './source-names.ts';

/** `perhaps`: it knows a library for servers and clients, and where it listens is not to be seen. */
export type Serving = 'yes' | 'perhaps' | 'no';

/** Who imports one of these serves; major versions and packages below count as well. */
const forServers: readonly string[] = [
  'github.com/gin-gonic/gin',
  'github.com/labstack/echo',
  'github.com/gofiber/fiber',
  'github.com/go-chi/chi',
  'github.com/gorilla/mux',
  'github.com/julienschmidt/httprouter',
  'github.com/danielgtaylor/huma',
  'github.com/gobuffalo/buffalo',
  'github.com/beego/beego',
  'github.com/kataras/iris',
  'github.com/cloudwego/hertz',
  'github.com/zeromicro/go-zero/rest',
  'github.com/go-kratos/kratos',
  'github.com/uptrace/bunrouter',
  'github.com/99designs/gqlgen/graphql/handler',
  'goa.design/goa',
  'goyave.dev/goyave',
];

/** Servers and clients import these. */
const forBoth: readonly string[] = [
  'net/http',
  'google.golang.org/grpc',
  'connectrpc.com/connect',
  'github.com/bufbuild/connect-go',
  'github.com/twitchtv/twirp',
  'github.com/valyala/fasthttp',
];

/** What only servers write. */
const serving =
  /\b(?:ListenAndServe(?:TLS|Unix)?|http\.(?:Handle|HandleFunc|NewServeMux|Serve|ServeTLS)|grpc\.NewServer|net\.Listen(?:TCP)?)\s*\(|\bhttp\.(?:Server|ServeMux)\s*\{/;

/**
 * Whether a program serves, by the files of its package and of those that it imports from `modules`. What lies deeper
 * is not looked at: there, servers and clients share their packages.
 *
 * @param dir absolute
 */
export function servesAnyone(
  dir: string,
  modules: readonly Pick<GoModule, 'path' | 'dir'>[],
  read: (file: string) => string | undefined,
): Serving {
  const own = sourcesOf(dir, read);
  const imported = new Set(own.flatMap(({ imports }) => imports).flatMap((path) => directoryOf(path, modules) ?? []));
  const all = [...own, ...[...imported].flatMap((each) => sourcesOf(each, read))];
  if (all.some(serves)) return 'yes';
  return all.some(({ imports }) => imports.some((path) => isOneOf(path, forBoth))) ? 'perhaps' : 'no';
}

interface Source {
  readonly text: string;
  readonly imports: readonly string[];
}

function sourcesOf(dir: string, read: (file: string) => string | undefined): readonly Source[] {
  const names = namesIn(dir).filter((name) => name.endsWith('.go') && isSourceName(name) && !/^[._]/.test(name));
  return names.toSorted().flatMap((name) => {
    const text = read(join(dir, name));
    const header = text === undefined ? undefined : readHeader(text);
    if (text === undefined || header === undefined || header.constraints.some(isNeverBuilt)) return [];
    return [{ text, imports: header.imports }];
  });
}

/** `//go:build ignore`: run by name only. */
function isNeverBuilt(constraint: string): boolean {
  return /build\s+ignore\s*$/.test(constraint);
}

function serves({ text, imports }: Source): boolean {
  if (imports.some((path) => isOneOf(path, forServers))) return true;
  return imports.some((path) => path === 'net' || isOneOf(path, forBoth)) && serving.test(text);
}

function isOneOf(path: string, packages: readonly string[]): boolean {
  return packages.some((each) => path === each || (each.includes('.') && path.startsWith(`${each}/`)));
}

function directoryOf(path: string, modules: readonly Pick<GoModule, 'path' | 'dir'>[]): string | undefined {
  const [owner] = modules
    .filter((module) => module.path !== '' && (path === module.path || path.startsWith(`${module.path}/`)))
    // Of nested modules the inner one.
    .toSorted((a, b) => b.path.length - a.path.length);
  return owner && join(owner.dir, path.slice(owner.path.length));
}
