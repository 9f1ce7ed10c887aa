import { afterAll, expect, test } from 'vitest';
import type { ModuleSearch } from '../../../../src/go/packages/module-files.ts';
import { buildPlan } from '../../../../src/session/service-plan/build-plan.ts';
import { codeContext } from '../../../../src/session/service-plan/code-context.ts';
import type { Subject } from '../../../../src/session/service-plan/subject.ts';
import { root, subjectOf } from '../../../support/fake-session.ts';
import { tempProject } from '../../../support/temp-project.ts';

const project = tempProject({ 'lib/go.mod': 'module example.com/lib\n\ngo 1.21\n' });
afterAll(() => project.remove());

const module = { file: '/p/go.mod', dir: '/p', path: 'example.com/p' };
const workspace = { file: '/p/go.work', uses: ['/p', project.at('lib')] };

function subject(search: ModuleSearch, text = ''): Subject {
  const { project: known, launch } = subjectOf(text);
  return {
    project: known,
    launch: { ...launch, module: search, toolchain: { goFile: '/go', goroot: '/usr/local/go' } },
  };
}

test('a build is what the config says, with the environment that is given to it', () => {
  const text = '[build]\npre_cmd = ["go generate"]\nstop_on_error = true\nfull_bin = "x"\nlog = "errors.log"\n';
  const plan = buildPlan(subject({ type: 'found', module }, text), { PORT: '2' });
  expect(plan).toMatchObject({
    preCmd: ['go generate'],
    stopOnError: true,
    runsOutput: true,
    cwd: root,
    roots: [root],
    log: `${root}/tmp/errors.log`,
    env: { PORT: '2' },
    project: [root, root],
  });
  const usual = buildPlan(subject({ type: 'found', module }, '[build]\nlog = ""\n'), {});
  expect(usual).toMatchObject({ preCmd: [], stopOnError: false, runsOutput: false });
  expect(usual).not.toHaveProperty('log');
});

test('in a workspace, every module of it is one’s own', () => {
  const within = subject({ type: 'found', module, workspace });
  const { modules, roots } = buildPlan(within, {});
  expect(modules?.().map(({ path }) => path)).toEqual(['example.com/p', 'example.com/lib']);
  expect(roots).toEqual([root, project.at('lib')]);
  expect(codeContext(within)).toEqual({
    base: root,
    roots: [root, project.at('lib')],
    module: { path: 'example.com/p', dir: '/p' },
    goroot: '/usr/local/go',
  });
});

test('without modules there is only the project', () => {
  expect(buildPlan(subject({ type: 'off' }), {}).modules?.()).toEqual([]);
  expect(codeContext(subject({ type: 'off' }))).toEqual({ base: root, roots: [root], goroot: '/usr/local/go' });
});
