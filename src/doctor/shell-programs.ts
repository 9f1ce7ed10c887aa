/** A program that a shell line starts, as far as that can be told without being the shell. */
export interface NamedProgram {
  readonly name: string;
  /** The line changes the directory before: a relative path is not what it seems. */
  readonly elsewhere: boolean;
}

/** After these the next word is a command. */
const prefixes: ReadonlySet<string> = new Set(['!', 'command', 'do', 'elif', 'else', 'exec', 'if', 'nohup', 'then', 'time', 'until', 'while', '{']); // prettier-ignore
/** What sh does itself, and what no program follows. */
const builtins: ReadonlySet<string> = new Set(['.', ':', '[', '}', 'alias', 'bg', 'break', 'case', 'cd', 'continue', 'done', 'echo', 'esac', 'eval', 'exit', 'export', 'false', 'fg', 'fi', 'for', 'getopts', 'hash', 'in', 'jobs', 'kill', 'let', 'local', 'printf', 'pwd', 'read', 'readonly', 'return', 'select', 'set', 'shift', 'source', 'test', 'times', 'trap', 'true', 'type', 'ulimit', 'umask', 'unalias', 'unset', 'wait']); // prettier-ignore

/** In the order of the line. What comes after something that only a shell can read is left out. */
export function namedPrograms(line: string): readonly NamedProgram[] {
  const found: NamedProgram[] = [];
  let elsewhere = false;
  for (const words of simpleCommands(line)) {
    let at = 0;
    while (prefixes.has(words[at] ?? '') || /^[A-Za-z_]\w*=/.test(words[at] ?? '')) at++;
    const name = words[at] ?? '';
    if (name === 'case' || name === 'for' || name === 'function' || words[at + 1] === '()') break;
    if (/^(?:cd|pushd|\.|source|eval)$/.test(name)) elsewhere = true;
    if (!builtins.has(name) && /^[\w./@%+:~-]+$/.test(name) && !name.startsWith('~')) found.push({ name, elsewhere });
  }
  return found;
}

/** The words of each command. Quoted text is one word that names no program, which is never wrong. */
function simpleCommands(line: string): readonly (readonly string[])[] {
  // A substitution or a here-document: from there on the text is not what it seems.
  const [plain = ''] = line.split(/`|\$\(|<</);
  const tokens = plain.match(/'[^']*'|"(?:\\.|[^"\\])*"|\\.|&&|\|\||[;|&\n()]|[^\s'"\\;|&()]+|[ \t]+/g) ?? [];
  // A quote that nothing closes.
  if (tokens.join('').length < plain.length) return [];
  const commands: string[][] = [[]];
  let glued = false;
  for (const token of tokens) {
    const words = commands.at(-1) ?? [];
    if (/^[ \t]+$/.test(token)) glued = false;
    else if (/^(?:&&|\|\||[;|&\n()])$/.test(token)) {
      commands.push([]);
      glued = false;
    } else {
      const text = /^['"\\]/.test(token) ? '"quoted"' : token;
      if (glued) words.push((words.pop() ?? '') + text);
      else words.push(text);
      glued = true;
    }
  }
  // The command that the cut went through may be half a word.
  return plain.length < line.length ? commands.slice(0, -1) : commands;
}
