import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Report } from '../../../../src/protocol/report.ts';
import { openOrTell } from '../../../../src/session/editor/project-editor.ts';
import { subjectOf } from '../../../support/fake-session.ts';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-editor-')));
  writeFileSync(join(root, 'main.go'), 'package main\n');
});
afterEach(() => rmSync(root, { recursive: true }));

/** What was started, and what was told. */
async function open(file: string, editor: string): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const subject = subjectOf('');
  const here = { ...subject, project: { ...subject.project, root, cwd: root } };
  await openOrTell(
    { file, line: 3, column: 5 },
    { report: (report: Report) => seen.push(report) },
    {
      adapters: {
        env: { GORL_EDITOR: editor },
        startDetached: (spec) => Promise.resolve(void seen.push([spec.file, ...spec.args])),
      },
      subject: () => here,
      graph: { files: undefined },
    },
  );
  return seen;
}

test('a place is named from the working directory', async () => {
  expect(await open('main.go', 'code')).toEqual([['code', '-g', `${join(root, 'main.go')}:3:5`]]);
});

test.each([
  ['/etc/passwd', 'code', 'no editor opens: /etc/passwd is no file of this project'],
  ['gone.go', 'code', 'no editor opens: gone.go is no file of this project'],
  ['main.go', 'vim', 'no editor opens: vim '],
  ['main.go', '', 'no editor opens: '],
])('%s in %j: what is in the way is told', async (file, editor, message) => {
  expect(await open(file, editor)).toEqual([
    { type: 'notice', level: 'warning', message: expect.stringContaining(message) as string },
  ]);
});
