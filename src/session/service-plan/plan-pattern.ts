import { findModule, moduleScope, requiredVersions } from '../../go/packages/module-files.ts';
import { findToolchain } from '../../go/toolchain/toolchain.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { problem } from '../../protocol/diagnostic.ts';
import { programName } from '../../go/packages/program-name.ts';
import { planLaunch, type RunTarget } from './launch.ts';
import { matchPrograms, programNames, projectOfMany } from './pattern-services.ts';
import type { ServicesOptions, SubjectsResult } from './plan-services.ts';
import { chosenNames } from './service-choice.ts';
import type { NamedSubject } from './subject.ts';
import { checkWatchScope } from './watched.ts';

/** `gorl run ./cmd/...`: every main package that the pattern matches is a service; none depends on another. */
export async function planPattern(target: RunTarget, options: ServicesOptions): Promise<SubjectsResult> {
  const { project, env, commands } = options;
  const { cwd } = project;
  const [pattern = '.'] = target.packages;
  const module = findModule(cwd, env);
  const search = await findToolchain({ cwd, env, commands, required: requiredVersions(module) });
  if (search.type === 'missing')
    return { type: 'failed', code: exitCode.environment, diagnostics: [search.diagnostic] };
  const scope = { root: cwd, goFile: search.toolchain.goFile, env, commands, ...moduleScope(module) };
  const matched = await matchPrograms(pattern, scope);
  return matched.type === 'failed' ? matched : planPrograms({ ...target, packages: matched.dirs }, options);
}

/** Each of these main packages is a service, as far as it is chosen. `packages`: directories, relative to where gorl runs. */
export async function planPrograms(
  { flags, packages: dirs }: RunTarget,
  options: ServicesOptions,
): Promise<SubjectsResult> {
  const { project, choice, args, env, commands } = options;
  const names = programNames(dirs, programName(['.'], project.cwd, env));
  const chosen = chosenNames(names, choice);
  if (chosen.type === 'refused') return { type: 'failed', code: exitCode.usage, diagnostics: [chosen.diagnostic] };
  if (args.length > 0 && chosen.names.length > 1)
    return {
      type: 'failed',
      code: exitCode.usage,
      diagnostics: [
        problem(`these are ${chosen.names.length} programs, and the arguments are for one: ${args.join(' ')}`, {
          hint: `programs: ${chosen.names.join(', ')}`,
        }),
      ],
    };
  const services: NamedSubject[] = [];
  for (const name of chosen.names) {
    const own = chosen.names.length === 1 ? project : projectOfMany(project, name);
    const packages = [dirs[names.indexOf(name)] ?? '.'];
    const runTarget = { flags, packages };
    const planned = await planLaunch({ project: own, runTarget, checkTarget: false, env, commands });
    if (planned.type === 'failed') return planned;
    const problems = await checkWatchScope(own, planned.launch);
    if (problems.length > 0) return { type: 'failed', code: exitCode.usage, diagnostics: problems };
    services.push({ name, project: own, launch: planned.launch, dependsOn: [], restartWith: false });
  }
  return { type: 'ok', subjects: { project, services } };
}
