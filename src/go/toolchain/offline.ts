import type { Env } from '../../base/env.ts';

/** For a go command that answers a question: it fetches no module and, unless the user chose one, no other Go release. */
export function offline(env: Env): Env {
  return { ...ownRelease(env), GOPROXY: 'off' };
}

/** The release that is installed answers, unless the user chose another one. */
export function ownRelease(env: Env): Env {
  return { ...env, GOTOOLCHAIN: env['GOTOOLCHAIN'] || 'local' };
}
