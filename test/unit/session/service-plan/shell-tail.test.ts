import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { shellTail } from '../../../../src/session/service-plan/shell-tail.ts';

/** The text with words put where they belong. */
const withWords = (text: string): string => {
  const { before, after } = shellTail(text);
  return `${before} "$@"${after}`;
};

describe('where words follow a shell text', () => {
  test.each([
    ['./main', './main "$@"'],
    ['\n./main\n', '\n./main "$@"\n'],
    ['./main -v # a server', './main -v "$@" # a server'],
    ['# first\n./main\n# last\n', '# first\n./main "$@"\n# last\n'],
    ['cd x && ./main;', 'cd x && ./main "$@";'],
    ['./main -tag "#1" a#b', './main -tag "#1" a#b "$@"'],
    ["./main -q 'it''s; # no'", "./main -q 'it''s; # no' \"$@\""],
    ['./main \\\n  -x', './main \\\n  -x "$@"'],
    ['./main -n $(echo ")" | wc -c)', './main -n $(echo ")" | wc -c) "$@"'],
    ['./main 2>&1', './main 2>&1 "$@"'],
  ])('%j', (text, expected) => {
    expect(withWords(text)).toBe(expected);
    expect(shellTail(text)).toMatchObject({ takesWords: false });
    expect(shellTail(text)).not.toHaveProperty('refused');
  });

  test.each([
    ['if true; then ./main; fi', 'fi'],
    ['while :; do ./main; done', 'done'],
    ['case x in x) ./main;; esac', 'esac'],
    ['{ ./main; }', '}'],
    ['(./main)', ')'],
    ['./main &', '&'],
    ['./main | jq', 'a pipeline'],
    ['./main 2>&1 |\n  jq', 'a pipeline'],
    ['./main <<END\nx\nEND', 'a here-document'],
    ['# nothing', 'a comment'],
  ])('none behind %j', (text, refused) => {
    expect(shellTail(text).refused).toBe(refused);
  });

  test.each(['a || b', 'a | b; c', 'a | b && c', 'a | b\nc', "echo '<<'", 'echo \\#', 'echo done >&2'])(
    'behind %j there may be some',
    (text) => expect(shellTail(text)).not.toHaveProperty('refused'),
  );

  test.each([
    ['./main "$@"', true],
    ['./main "x $1"', true],
    ['if true; then ./main ${@}; fi', true],
    ["./main '$@'", false],
    ['./main \\$1', false],
    ['./main $HOME', false],
  ])('%j takes them itself: %s', (text, takesWords) => {
    expect(shellTail(text).takesWords).toBe(takesWords);
  });

  test('the shell agrees', () => {
    const texts = ["printf '%s,' a # b", "printf '%s,' 'a # b';\n", "true &&\nprintf '%s,' \"$(echo '#')\"\n# end"];
    const outputs = texts.map((text) =>
      execFileSync('/bin/sh', ['-c', withWords(text), 'sh', 'x y', '$z'], { encoding: 'utf8' }),
    );
    expect(outputs).toEqual(['a,x y,$z,', 'a # b,x y,$z,', '#,x y,$z,']);
  });
});
