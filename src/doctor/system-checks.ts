import { existsSync } from 'node:fs';
import { defined } from '../base/defined.ts';
import { readText } from '../base/read-regular-file.ts';
import { isSupportedNode, nodeFloor } from '../base/node-floor.ts';
import { ok, problem, warning, type Check } from './check.ts';

/** Where gorl runs. */
export interface ContainerFacts {
  /** `docker`, `podman`, `kubernetes`, …; undefined: in none. */
  readonly container?: string;
  /** Command name of process 1; undefined where that cannot be told. */
  readonly init?: string;
  /** gorl's own; 1 when it is the container's command. */
  readonly pid: number;
}

/** Names of programs that adopt orphans and reap them. Shells do while they wait for a command. */
const reapers =
  /^(?:tini|tini-static|docker-init|dumb-init|catatonit|systemd|init|podman-init|s6-svscan|runit|runsvdir|supervisord|openrc-init|bash|sh|dash|ash|zsh|busybox)$/;

export function checkContainer({ container, init, pid }: ContainerFacts): Check {
  if (container === undefined) return ok('container', 'none');
  const hint = 'start the container with --init (compose: init: true)';
  if (pid === 1)
    return warning(
      'container',
      `${container}, with gorl as its first process: processes that your program leaves behind become zombies when they end`,
      hint,
    );
  if (init === undefined || reapers.test(init))
    return ok('container', init === undefined ? container : `${container}, where ${init} cleans up finished processes`);
  return warning(
    'container',
    `${container}, whose first process is ${init}: it may not clean up finished processes, which then fill the process table`,
    hint,
  );
}

export function readContainerFacts(env: NodeJS.ProcessEnv): ContainerFacts {
  const container = containerName(env, readText('/proc/1/cgroup') ?? '', existsSync);
  const init = readText('/proc/1/comm')?.trim();
  return {
    ...defined({ container, init }),
    pid: process.pid,
  };
}

export function containerName(
  env: NodeJS.ProcessEnv,
  cgroup: string,
  exists: (path: string) => boolean,
): string | undefined {
  if ((env['KUBERNETES_SERVICE_HOST'] ?? '') !== '' || cgroup.includes('kubepods')) return 'kubernetes';
  if (exists('/run/.containerenv')) return 'podman';
  if (exists('/.dockerenv') || /\/docker[/-]/.test(cgroup)) return 'docker';
  return /\/(?:lxc|containerd|libpod)[/-]/.exec(cgroup)?.[0].replaceAll(/[/-]/g, '') ?? (env['container'] || undefined);
}

export function checkNode(version: string): Check {
  return isSupportedNode(version)
    ? ok('node', version)
    : problem('node', `${version} is too old`, `gorl needs Node ${nodeFloor}`);
}
