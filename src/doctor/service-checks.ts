import type { Env } from '../base/env.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { planServices } from '../session/service-plan/plan-services.ts';
import type { Project } from '../session/service-plan/project.ts';
import { ok, problem, type Check } from './check.ts';
import { placed } from './go-checks.ts';

/** Whether each service of the config can be built and run, as a start finds out. */
export async function checkServices(project: Project, commands: CommandRunner, env: Env): Promise<readonly Check[]> {
  const id = 'services';
  const planned = await planServices({ project, choice: {}, args: [], env, commands });
  if (planned.type === 'failed') return planned.diagnostics.map((each) => problem(id, placed(each), each.hint));
  const { services } = planned.subjects;
  const described = services.map(({ name, launch, dependsOn }) => {
    const after = dependsOn.length === 0 ? '' : `, after ${dependsOn.join(' and ')}`;
    return `${name}: ${launch.target}${after}`;
  });
  return [ok(id, services.map(({ name }) => name).join(', '), described)];
}
