import { describe, expect, test } from 'vitest';
import type { ProcessEnd } from '../../../../src/protocol/process-end.ts';
import { openInEditor } from '../../../../src/session/editor/open-in-editor.ts';

const base = import.meta.dirname;
const file = import.meta.filename;

function opening(end: ProcessEnd | undefined, env: Readonly<Record<string, string>> = { GORL_EDITOR: 'zed -n' }) {
  const started: unknown[] = [];
  const startDetached = (spec: unknown) => {
    started.push(spec);
    return Promise.resolve(end);
  };
  const open = (asked: string) =>
    openInEditor(
      { file: asked, line: 3 },
      { adapters: { env, startDetached }, scope: () => ({ base, roots: [base] }) },
    );
  return { started, open };
}

describe('a place', () => {
  test('is opened with the variables of the user', async () => {
    const { started, open } = opening(undefined);
    expect(await open('open-in-editor.test.ts')).toBeUndefined();
    expect(started).toEqual([{ file: 'zed', args: ['-n', `${file}:3`], cwd: base, env: { GORL_EDITOR: 'zed -n' } }]);
  });

  test.each<[string, ProcessEnd, string]>([
    ['that is not there', { type: 'spawn-failed', message: 'zed: no such file' }, 'zed: no such file'],
    ['that fails', { type: 'code', code: 2 }, 'zed: exit status 2'],
    ['that is killed', { type: 'signal', signal: 'SIGSEGV' }, 'zed: signal: SIGSEGV'],
  ])('with an editor %s: why', async (_, end, reason) =>
    expect(await opening(end).open(file)).toEqual({ type: 'failed', reason }),
  );

  test('with an editor that has handed it over', async () =>
    expect(await opening({ type: 'code', code: 0 }).open(file)).toBeUndefined());
});

describe('nothing is started', () => {
  test('for a file elsewhere', async () => {
    const { started, open } = opening(undefined);
    expect(await open('/etc/passwd')).toMatchObject({ type: 'not-allowed' });
    expect(started).toEqual([]);
  });
  test('without an editor that has a window', async () => {
    const { started, open } = opening(undefined, { EDITOR: 'vim' });
    expect(await open(file)).toMatchObject({
      type: 'failed',
      reason: expect.stringMatching(/^vim \(\$EDITOR\) needs/),
    });
    expect(started).toEqual([]);
  });
});
