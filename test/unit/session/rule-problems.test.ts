import { afterAll, expect, test } from 'vitest';
import { diagnoseOutput } from '../../../src/session/rule-problems.ts';
import { subjectOf } from '../../support/fake-session.ts';
import { tempProject } from '../../support/temp-project.ts';

const project = tempProject({ 'web/view.go': 'package web\n\nfunc View() int {\n\treturn "x"\n}\n' });
afterAll(() => project.remove());

const { dir } = project;
const { launch, project: known } = subjectOf('');
const subject = { launch, project: { ...known, cwd: dir, root: dir } };

test('a problem in what a rule printed has its place, though the command ran elsewhere', async () => {
  const output = 'generating\nview.go:4:9: cannot use "x" as int value in return statement\n';
  expect(await diagnoseOutput(subject, 'cd web && go vet .', output)).toMatchObject({
    diagnostics: [
      {
        message: 'cannot use "x" as int value in return statement',
        location: {
          file: 'web/view.go',
          line: 4,
          column: 9,
          excerpt: { firstLine: 2, lines: expect.arrayContaining(['\treturn "x"']) },
        },
      },
    ],
    rest: ['generating'],
  });
});

test('what is no problem is left as it is', async () => {
  expect(await diagnoseOutput(subject, 'make css', 'no such file\nmake: stop\n')).toMatchObject({
    diagnostics: [],
    rest: ['no such file', 'make: stop'],
  });
});
