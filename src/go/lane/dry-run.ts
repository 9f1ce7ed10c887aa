import { printedWords } from './printed-words.ts';

/** A command of the toolchain, as the go command would run it. `$WORK/b012/…` stands for what it makes meanwhile. */
export interface ToolCommand {
  /** As printed: absolute, or `.` for where the go command runs. */
  readonly cwd: string;
  /** The compiler or the linker, absolute. */
  readonly file: string;
  readonly args: readonly string[];
  /** What the go command sets beside its own environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** The compilation of one package. */
export interface CompileStep {
  /** Of its work directory: `b012`. */
  readonly id: string;
  /** The import path, as the compiler is told; `main` for the main package. */
  readonly path: string;
  readonly command: ToolCommand;
  /** What it imports: the text of its importcfg. */
  readonly imports: string;
  /** The text of its embedcfg. */
  readonly embeds?: string;
  /** The compiler alone makes it, from Go sources alone: no assembly, no cgo. */
  readonly isPlain: boolean;
}

export interface LinkStep {
  readonly command: ToolCommand;
  /** The text of importcfg.link. */
  readonly imports: string;
  /** Of the main package. */
  readonly main: string;
}

/** All that `go build -n -a` would compile and link. */
export interface DryRun {
  readonly compiles: readonly CompileStep[];
  readonly link: LinkStep;
}

/**
 * Reads what `go build -n -a` prints (cmd/go/internal/work/shell.go, Go 1.19 to 1.27).
 *
 * @returns undefined where it is not as expected: then nobody should act on it
 */
export function parseDryRun(text: string): DryRun | undefined {
  const files = new Map<string, string>();
  const compiles = new Map<string, CompileStep>();
  const packed = new Set<string>();
  let link: LinkStep | undefined;
  let cwd = '.';
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const heredoc = /^cat >(\S+) << 'EOF'/.exec(line)?.[1];
    if (heredoc !== undefined) {
      // A file that does not end a line leaves none for the mark.
      const end = lines.findIndex((each, index) => index > at && each.endsWith('EOF'));
      if (end < 0) return undefined;
      files.set(
        heredoc,
        lines
          .slice(at + 1, end + 1)
          .join('\n')
          .slice(0, -'EOF'.length),
      );
      at = end;
      continue;
    }
    const [, echoed, into] = /^echo '([^']*)' > (\S+)/.exec(line) ?? [];
    if (echoed !== undefined && into !== undefined) files.set(into, `${echoed}\n`);
    else if (line.startsWith('cd ')) cwd = line.slice(3);
    // What else goes into the archive: assembled and C objects.
    else if (/\bpack r \$WORK\//.test(line)) packed.add(/\$WORK\/(b\d+)\//.exec(line)?.[1] ?? '');
    else if (/[\\/](?:compile|link)(?:\.exe)? -o /.test(line)) {
      const command = toolCommand(line, cwd);
      if (command === undefined) return undefined;
      if (/[\\/]link(?:\.exe)?$/.test(command.file)) {
        if (link !== undefined) return undefined;
        link = linkStep(command, files);
        if (link === undefined) return undefined;
        continue;
      }
      const step = compileStep(command, files);
      if (step === undefined || compiles.has(step.id)) return undefined;
      compiles.set(step.id, step);
    }
  }
  if (link === undefined || !compiles.has(link.main)) return undefined;
  return {
    compiles: [...compiles.values()].map((step) => (packed.has(step.id) ? { ...step, isPlain: false } : step)),
    link,
  };
}

function toolCommand(line: string, cwd: string): ToolCommand | undefined {
  const words = printedWords(line);
  if (words === undefined) return undefined;
  const env: Record<string, string> = {};
  while (words[0] !== undefined && /^[A-Z_]\w*=/.test(words[0])) {
    const word = words.shift() as string;
    const at = word.indexOf('=');
    env[word.slice(0, at)] = word.slice(at + 1);
  }
  const [file, ...args] = words;
  return file === undefined ? undefined : { cwd, file, args, env };
}

function compileStep(command: ToolCommand, files: ReadonlyMap<string, string>): CompileStep | undefined {
  const { args } = command;
  const id = /^\$WORK[\\/](b\d+)[\\/]_pkg_\.a$/.exec(valueOf(args, '-o') ?? '')?.[1];
  const path = valueOf(args, '-p');
  const imports = files.get(valueOf(args, '-importcfg') ?? '');
  const embedFile = valueOf(args, '-embedcfg');
  const embeds = embedFile === undefined ? undefined : files.get(embedFile);
  if (id === undefined || path === undefined || imports === undefined) return undefined;
  if (embedFile !== undefined && embeds === undefined) return undefined;
  const made = args.filter((word, index) => word.includes('$WORK') && !ownFiles.has(args[index - 1] ?? ''));
  return {
    id,
    path,
    command,
    imports,
    ...(embeds === undefined ? {} : { embeds }),
    isPlain: made.length === 0 && !args.includes('-symabis') && !args.includes('-asmhdr'),
  };
}

/** Their values lie in the work directory for every package. */
const ownFiles: ReadonlySet<string> = new Set(['-o', '-importcfg', '-embedcfg', '-trimpath']);

function linkStep(command: ToolCommand, files: ReadonlyMap<string, string>): LinkStep | undefined {
  const imports = files.get(valueOf(command.args, '-importcfg') ?? '');
  const main = /^\$WORK[\\/](b\d+)[\\/]_pkg_\.a$/.exec(command.args.at(-1) ?? '')?.[1];
  return imports === undefined || main === undefined ? undefined : { command, imports, main };
}

/** The word after that one. */
export function valueOf(args: readonly string[], flag: string): string | undefined {
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args[at + 1];
}
