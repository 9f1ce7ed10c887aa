import { defined } from '../base/defined.ts';
import type { Reporter } from '../engine/ports.ts';
import type { By } from '../protocol/request.ts';
import type { Adapters } from './adapters.ts';
import { diagnoseOutput } from './rule-problems.ts';
import { createRulesRunner, type Interrupted, type RulesRunner } from './rules.ts';
import type { RunningServices } from './running-services.ts';
import type { NamedSubject, Subjects } from './service-plan/subject.ts';

export interface SessionRulesOptions {
  readonly subjects: () => Subjects;
  readonly services: RunningServices;
  readonly adapters: Pick<Adapters, 'commands' | 'files' | 'clock'>;
  readonly reporting: Reporter;
  readonly restart: (by: By) => void;
}

/** The build rules of a session, as its config has them now. `before`: what those of an earlier config were at. */
export function createSessionRules(options: SessionRulesOptions, before?: Promise<Interrupted>): RulesRunner {
  const { subjects, services, adapters, reporting, restart } = options;
  const { project } = subjects();
  return createRulesRunner({
    rules: project.loaded.rules,
    commands: adapters.commands,
    reporter: reporting,
    cwd: project.cwd,
    env: services.rulesEnv(() => ({ project: subjects().project })),
    diagnose: (line, output) => diagnoseOutput(firstOf(subjects()), line, output),
    reload: () => services.fronts.reload(),
    restart: (name) => restart({ type: 'rule', name }),
    writtenAt: (path) => adapters.files.writtenAt(path),
    now: () => adapters.clock.now(),
    ...defined({ before }),
  });
}

function firstOf({ services: [first] }: Subjects): NamedSubject {
  if (first === undefined) throw new Error('internal error: a session without a service');
  return first;
}
