import type { LooseEnv } from '../base/env.ts';
import type { PortHolder } from '../protocol/report.ts';
import { ok, problem, warning, type Check } from './check.ts';

/** A port the program is likely to use, and who says so. */
export interface ExpectedPort {
  readonly port: number;
  /** `$PORT`, `proxy.app_port`, `main.go`. */
  readonly from: string;
  /** Nothing names it; it is the one that most programs use. */
  readonly guessed?: true;
}

/** What listens on a port: somebody, somebody unknown (another user's), or nobody. */
export type PortState = PortHolder | 'unknown' | undefined;

export interface PortSources {
  /** Of the program, env files included. */
  readonly env: LooseEnv;
  readonly proxy?: { readonly enabled: boolean; readonly proxyPort: number; readonly appPort: number };
  /** Texts that start the program: its arguments, `full_bin`. */
  readonly commands: readonly string[];
  /** Sources of the main package by name. */
  readonly sources: Readonly<Record<string, string>>;
}

/** Used when nothing names a port: the one that Go's examples and gin use. */
const usualPort = 8080;

/** The ports that the program probably listens on, each once, the surest first. */
export function expectedPorts({ env, proxy, commands, sources }: PortSources): readonly ExpectedPort[] {
  const found: ExpectedPort[] = [];
  const add = (text: string | number | undefined, from: string): void => {
    const port = Number(text);
    if (Number.isInteger(port) && port > 0 && port < 65_536 && !found.some((each) => each.port === port))
      found.push({ port, from });
  };
  add(env['PORT'], '$PORT');
  if (proxy?.enabled === true) add(proxy.proxyPort, 'proxy.proxy_port');
  if (proxy !== undefined) add(proxy.appPort, 'proxy.app_port');
  for (const command of commands)
    for (const match of command.matchAll(
      /(?:^|\s)(?:PORT=|--?(?:http-?|listen-?)?(?:port|addr|p)[= ]\S*?:?|[\w.]*:)(\d{2,5})(?=\s|$)/gi,
    ))
      add(match[1], 'the command line');
  // What the sources say is most often what they fall back to.
  if (found.some(({ from }) => from !== 'proxy.proxy_port')) return found;
  // `ListenAndServe(":8080", …)`, `Run("localhost:8080")`, `Addr: ":8080"`
  for (const [name, text] of Object.entries(sources))
    for (const match of text.matchAll(/\b(?:Listen\w*|Run|Start\w*|Addr)\b[^"\n]{0,80}"[\w.[\]-]*:(\d{2,5})"/g))
      add(match[1], name);
  return found.length > 0 ? found : [{ port: usualPort, from: 'the usual one', guessed: true }];
}

export function checkPort(expected: ExpectedPort, state: PortState): Check {
  const check = checkNamedPort(expected, state);
  return expected.guessed === true && check.status === 'problem' ? { ...check, status: 'warning' } : check;
}

function checkNamedPort({ port, from }: ExpectedPort, state: PortState): Check {
  const id = 'port';
  const what = `${port} (${from})`;
  if (state === undefined) return ok(id, `${what} is free`);
  if (state === 'unknown')
    return problem(id, `${what} is in use by a process of another user`, 'give the program another port');
  const holder = `${state.command.slice(0, 60) || 'a process'} (pid ${state.pid})`;
  if (state.gorl === undefined)
    return problem(
      id,
      `${what} is in use by ${holder}`,
      `stop it (kill ${state.pid}), or give the program another port`,
    );
  if (state.gorlPid !== undefined)
    return warning(
      id,
      `${what} is in use by ${holder}, run by another gorl (pid ${state.gorlPid})`,
      'stop that gorl first',
    );
  return problem(
    id,
    `${what} is in use by ${holder}, left over from a gorl that is gone`,
    `stop it: kill ${state.pid}`,
  );
}
