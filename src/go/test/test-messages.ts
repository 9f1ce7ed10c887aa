/** What a test said at one place: `t.Error`, `t.Log`, an assertion. */
export interface TestMessage {
  /** As printed: a base name, or a whole path with `-fullpath`. */
  readonly file: string;
  readonly line: number;
  /** Without the indentation that the testing package adds. */
  readonly text: string;
  /** Where it was asserted, the innermost first, as an assertion library tells it; empty where none does. */
  readonly trace: readonly { readonly file: string; readonly line: number }[];
}

export interface TestWords {
  readonly messages: readonly TestMessage[];
  /** Other lines that were printed, without the frame of the testing package. */
  readonly printed: readonly string[];
}

/** `=== RUN   TestSum`, `--- FAIL: TestSum (0.00s)`, `FAIL`, `exit status 1`: the testing package and the go command. */
const frame =
  /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME|ATTR|ARTIFACTS)\s|--- (?:PASS|FAIL|SKIP|BENCH): )|^(?:PASS|FAIL|testing: warning: no tests to run|exit status \d+)$|^(?:FAIL|ok|---|\?)\s*\t/;
const located = /^ {4,}((?:[A-Za-z]:[\\/])?[^\s:][^:]*\.go):(\d+): ?(.*)$/;

/** Takes apart what a test printed. Nothing is lost but the frame. */
export function readTestWords(output: string): TestWords {
  const messages: {
    readonly file: string;
    readonly line: number;
    readonly lines: string[];
    readonly indent: number;
  }[] = [];
  const printed: string[] = [];
  let open: (typeof messages)[number] | undefined;
  for (const line of output.replace(/\n$/, '').split('\n')) {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    const place = located.exec(text);
    if (place !== null) {
      const [, file = '', number, said = ''] = place;
      open = { file, line: Number(number), lines: [said], indent: text.search(/\S/) + 4 };
      messages.push(open);
    } else if (open !== undefined && (text === '' || text.startsWith(' '.repeat(open.indent)))) {
      open.lines.push(text.slice(open.indent));
    } else {
      open = undefined;
      if (!frame.test(text)) printed.push(text);
    }
  }
  return {
    messages: messages.map(({ file, line, lines }) => ({ file, line, ...readAssertion(lines) })),
    printed: withoutEmptyEnds(printed),
  };
}

/** `Error Trace:`, `Error:`, `Test:`, `Messages:` as testify labels them; other messages are text as they are. */
function readAssertion(lines: readonly string[]): Pick<TestMessage, 'text' | 'trace'> {
  const parts = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of lines) {
    const [, label, first = ''] = /^\s*\t(Error Trace|Error|Test|Messages): *\t(.*)$/.exec(line) ?? [];
    const [, more] = /^\s*\t {10,}\t(.*)$/.exec(line) ?? [];
    if (label !== undefined) {
      last = [first];
      parts.set(label, last);
    } else if (more !== undefined) last?.push(more);
  }
  const said = parts.get('Error');
  if (said === undefined) return { text: lines.join('\n').trim(), trace: [] };
  const trace = (parts.get('Error Trace') ?? []).flatMap((place) => {
    const [, file, line] = /^\s*(.+\.go):(\d+)\s*$/.exec(place) ?? [];
    return file === undefined ? [] : [{ file, line: Number(line) }];
  });
  const text = [...(parts.get('Messages') ?? []), ...said].map((line) => line.trimEnd());
  return { text: withoutEmptyEnds(text).join('\n'), trace };
}

function withoutEmptyEnds(lines: readonly string[]): readonly string[] {
  const isText = (line: string): boolean => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1);
}
