import type { Env } from '../base/env.ts';
import { Environment } from '../config/env/environment.ts';
import type { Reporter } from '../engine/ports.ts';
import type { Subject } from './service-plan/subject.ts';
import { envFilesOf } from './service-plan/watched.ts';

/**
 * The env files are read before each build and each start; a problem in them is reported once, until it changes.
 *
 * What the config sets for a service has the last word.
 *
 * @param base what gorl was started with
 */
export function createEnvironment(
  subject: () => Pick<Subject, 'project' | 'env'>,
  base: () => NodeJS.ProcessEnv,
  reporter: Reporter,
): { read(): Env } {
  let environment:
    | { readonly root: string; readonly from: NodeJS.ProcessEnv; readonly reader: Environment }
    | undefined;
  let told = '';
  return {
    read() {
      const { project, env: own } = subject();
      const from = base();
      if (environment?.root !== project.root || environment.from !== from) {
        const reader = new Environment({ base: from, root: project.root, cwd: project.cwd });
        environment = { root: project.root, from, reader };
      }
      const { env, diagnostics, notes } = environment.reader.read(envFilesOf(project));
      const text = JSON.stringify([diagnostics, notes]);
      if (text !== told) {
        if (diagnostics.length > 0) reporter.report({ type: 'problems', diagnostics });
        for (const message of notes) reporter.report({ type: 'notice', level: 'debug', message });
      }
      told = text;
      return own === undefined ? env : { ...env, ...own };
    },
  };
}
