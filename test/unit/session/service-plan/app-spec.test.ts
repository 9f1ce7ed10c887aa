import { expect, test } from 'vitest';
import type { Env } from '../../../../src/base/env.ts';
import { appSpec } from '../../../../src/session/service-plan/app-spec.ts';
import { root, subjectOf } from '../../../support/fake-session.ts';

const options = { args: ['serve'], runTarget: false, colors: false };
const artifact = { generation: 1, path: `${root}/tmp/.gorl/1/api` };

test('what was built, from the working directory, with its words', () => {
  expect(appSpec(subjectOf('[build]\nargs_bin = ["-v"]\n'), options, artifact, { A: '1' })).toMatchObject({
    file: artifact.path,
    args: ['-v', 'serve'],
    binary: artifact.path,
    cwd: root,
    env: { A: '1' },
  });
});

test('what another command built is no binary of gorl’s, and why it is missing is told', () => {
  const { project, launch } = subjectOf('[build]\ncmd = "make"\n');
  const subject = { project, launch: { ...launch, build: { type: 'custom', line: 'make' } as const } };
  const spec = appSpec(subject, options, { generation: 1 }, {});
  expect(spec).not.toHaveProperty('binary');
  expect(spec.file).toBe(`${root}/tmp/main`);
  expect(spec.explain?.(spec.file, 'ENOENT')?.message).toContain('but build.cmd did not create that file');
  // gorl makes its own again.
  expect(appSpec(subjectOf(''), options, artifact, {}).explain?.(artifact.path, 'ENOENT')).toBeUndefined();
});

test.each<[string, boolean, Env, Env]>([
  ['at a terminal', true, { TERM: 'xterm' }, { TERM: 'xterm', CLICOLOR_FORCE: '1', FORCE_COLOR: '1' }],
  ['elsewhere', false, { TERM: 'xterm' }, { TERM: 'xterm' }],
  ['a terminal that has none', true, { TERM: 'dumb' }, { TERM: 'dumb' }],
  ['whoever wants none', true, { NO_COLOR: '1' }, { NO_COLOR: '1' }],
  ['whoever chose', true, { FORCE_COLOR: '3' }, { FORCE_COLOR: '3' }],
  ['whoever chose otherwise', true, { CLICOLOR_FORCE: '0' }, { CLICOLOR_FORCE: '0' }],
])('colors: %s', (_, colors, env, expected) => {
  expect(appSpec(subjectOf(''), { ...options, colors }, artifact, env).env).toEqual(expected);
});
