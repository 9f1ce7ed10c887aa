import { describe, expect, test } from 'vitest';
import { editorCommand } from '../../../../src/session/editor/editor-command.ts';

const place = { file: '/shop/main.go', line: 23, column: 5 };

/** The words of the command; for a refusal its reason. */
function opened(editor: string, at: { file: string; line: number; column?: number } = place): string {
  const command = editorCommand({ EDITOR: editor }, at);
  return command.type === 'refused' ? command.reason : [command.file, ...command.args].join(' ');
}

test.each([
  ['code', 'code -g /shop/main.go:23:5'],
  ['code --wait', 'code --wait -g /shop/main.go:23:5'],
  ['/usr/bin/code-insiders -n', '/usr/bin/code-insiders -n -g /shop/main.go:23:5'],
  ['cursor', 'cursor -g /shop/main.go:23:5'],
  ['windsurf', 'windsurf -g /shop/main.go:23:5'],
  ['codium', 'codium -g /shop/main.go:23:5'],
  ['zed', 'zed /shop/main.go:23:5'],
  ['subl -w', 'subl -w /shop/main.go:23:5'],
  ['goland', 'goland --line 23 --column 5 /shop/main.go'],
  ['/opt/goland/bin/goland.sh', '/opt/goland/bin/goland.sh --line 23 --column 5 /shop/main.go'],
  ['goland64.exe', 'goland64.exe --line 23 --column 5 /shop/main.go'],
  ['idea', 'idea --line 23 --column 5 /shop/main.go'],
  ['webstorm', 'webstorm --line 23 --column 5 /shop/main.go'],
  ['emacsclient', 'emacsclient -n +23:5 /shop/main.go'],
  ['emacsclient -n -a emacs', 'emacsclient -n -a emacs +23:5 /shop/main.go'],
  ['emacs', 'emacs +23:5 /shop/main.go'],
  ['kate', 'kate -l 23 -c 5 /shop/main.go'],
  ['gvim --remote-silent', 'gvim --remote-silent +23 /shop/main.go'],
  ['acme-editor --fast', 'acme-editor --fast /shop/main.go'],
])('%s', (editor, words) => expect(opened(editor)).toBe(words));

test.each([
  ['code', 'code -g /shop/main.go:23'],
  ['goland', 'goland --line 23 /shop/main.go'],
  ['emacsclient', 'emacsclient -n +23 /shop/main.go'],
  ['kate', 'kate -l 23 /shop/main.go'],
])('%s without a column', (editor, words) => expect(opened(editor, { file: '/shop/main.go', line: 23 })).toBe(words));

test('a file with blanks and quotes is one argument, whatever is in it', () => {
  const file = `/shop/a b/$(rm -rf ~)'".go`;
  expect(editorCommand({ EDITOR: '"/opt/my editors/zed"' }, { file, line: 1 })).toEqual({
    type: 'command',
    file: '/opt/my editors/zed',
    args: [`${file}:1`],
  });
});

describe('which variable counts', () => {
  test.each([
    [{ GORL_EDITOR: 'zed', VISUAL: 'code', EDITOR: 'vim' }, 'zed'],
    [{ VISUAL: 'code', EDITOR: 'vim' }, 'code'],
    [{ GORL_EDITOR: ' ', VISUAL: '', EDITOR: 'subl' }, 'subl'],
  ])('%j', (env, file) => expect(editorCommand(env, place)).toMatchObject({ type: 'command', file }));
});

describe('refused with a word', () => {
  test.each(['vim', 'nvim -p', '/usr/bin/vi', 'nano', 'hx', 'emacs -nw', 'emacsclient -t', 'emacsclient --tty'])(
    '%s needs a terminal',
    (editor) => {
      const name = editor.replace(/^.*\/| .*$/g, '');
      expect(opened(editor)).toBe(
        `${name} ($EDITOR) needs a terminal of its own: set GORL_EDITOR to one with a window of its own, such as "code", "zed", or "goland"`,
      );
    },
  );
  test('no editor', () =>
    expect(editorCommand({}, place)).toMatchObject({ type: 'refused', reason: expect.stringMatching(/^no editor/) }));
  test.each(['code; rm -rf ~', 'code $(id)', 'code "', 'X=1 code', 'code | tee'])('shell text: %s', (editor) =>
    expect(opened(editor)).toBe('$EDITOR is more than a program and its arguments, and no shell reads it'),
  );
});
