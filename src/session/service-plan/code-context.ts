import { defined } from '../../base/defined.ts';
import type { CodeContext } from '../../go/crash/stack-trace.ts';
import type { Subject } from './subject.ts';

/** The directories of the user's own code. */
export function codeRoots({ project, launch }: Subject): string[] {
  const { module } = launch;
  const found = module.type === 'found' ? [module.module?.dir, ...(module.workspace?.uses ?? [])] : [];
  return [...new Set([project.root, project.cwd, ...found.filter((dir) => dir !== undefined)])];
}

/** What tells the user's own frames of a stack from others. */
export function codeContext({ project, launch }: Subject): CodeContext {
  const { module, toolchain } = launch;
  const own = module.type === 'found' ? module.module : undefined;
  return {
    base: project.cwd,
    roots: codeRoots({ project, launch }),
    ...defined({ module: own && { path: own.path, dir: own.dir }, goroot: toolchain?.goroot }),
  };
}
