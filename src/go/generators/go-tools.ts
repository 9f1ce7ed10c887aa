/** The packages that the `tool` lines of a go.mod name (Go 1.24, https://go.dev/ref/mod#go-mod-file-tool). */
export function toolLines(goMod: string): readonly string[] {
  const text = goMod.replaceAll(/\/\/.*$/gm, '');
  const blocks = [...text.matchAll(/^\s*tool\s*\(([^)]*)\)/gm)].flatMap(([, body = '']) => body.split('\n'));
  const singles = [...text.matchAll(/^\s*tool\s+([^\s(].*)$/gm)].map(([, path = '']) => path);
  return [...blocks, ...singles]
    .map((path) => path.trim().replaceAll(/^["`]|["`]$/g, ''))
    .filter((path) => path !== '');
}

/** Whether a module that holds the package is required. */
export function isRequired(packagePath: string, goMod: string): boolean {
  const modules = [...goMod.replaceAll(/\/\/.*$/gm, '').matchAll(/^\s*(?:require\s+)?([^\s()]+)\s+v\d\S*\s*$/gm)];
  return modules.some(([, path = '']) => packagePath === path || packagePath.startsWith(`${path}/`));
}

/** `go tool` knows a program by the last element of its path that is no major version. */
export function toolName(packagePath: string): string {
  const words = packagePath.split('/').filter((word) => !/^v[2-9]\d*$|^v1\d+$/.test(word));
  return words.at(-1) ?? packagePath;
}

export interface GoProgram {
  readonly program: string;
  readonly package: string;
  /** Its own documentation runs it with `go run`, from the module that go.mod requires. */
  readonly byGoRun?: boolean;
}

export interface GoProgramCall {
  /** Shell text without arguments. */
  readonly call: string;
  readonly program?: string;
  readonly install?: string;
}

/** How a generator that is written in Go is called in this module. */
export function callOf({ program, package: path, byGoRun = false }: GoProgram, goMod: string): GoProgramCall {
  if (toolLines(goMod).includes(path)) return { call: `go tool ${toolName(path)}` };
  if (byGoRun && isRequired(path, goMod)) return { call: `go run ${path}` };
  return { call: program, program, install: `go install ${path}@latest` };
}
