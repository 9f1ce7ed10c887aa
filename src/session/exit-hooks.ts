import { isSuccess } from '../protocol/process-end.ts';
import type { Env } from '../base/env.ts';
import { duration } from '../report/terminal/durations.ts';
import type { Clock } from './adapters.ts';
import type { CommandRunner, ExitHooks, Reporter, RunningCommand } from '../engine/ports.ts';

/** `docker stop` kills after 10 s; a part of that is for what a busy machine takes beside the hooks and the grace. */
const mostMs = 8500;
const leastMs = 3000;

/**
 * How long all hooks together may take, in ms: what `docker stop` leaves of its patience beside the grace period. Who
 * gives the app longer than that has told others to wait, and the hooks get as long.
 */
export function exitHooksLimit(graceMs: number): number {
  return graceMs >= mostMs ? graceMs : Math.max(leastMs, mostMs - graceMs);
}

export interface ExitHooksDeps {
  readonly service: string;
  readonly clock: Pick<Clock, 'after'>;
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  readonly lines: () => readonly string[];
  readonly cwd: () => string;
  readonly env: () => Env;
  readonly limitMs: () => number;
}

/** `post_cmd`, one by one, while the app still lives; the first failure ends the list. As air. */
export function createExitHooks(deps: ExitHooksDeps): ExitHooks {
  let running: RunningCommand | undefined;
  let killed = false;

  const kill = (): void => {
    killed = true;
    void running?.cancel();
  };

  const runAll = async (onStart: (line: string) => void): Promise<void> => {
    for (const line of deps.lines()) {
      if (killed) return;
      onStart(line);
      deps.reporter.report({ type: 'command-started', name: 'post_cmd', command: line });
      running = deps.commands.start({
        command: { type: 'shell', line },
        cwd: deps.cwd(),
        env: deps.env(),
        label: `${deps.service}/post_cmd`,
        onOutput: (text) => deps.reporter.report({ type: 'command-output', name: 'post_cmd', text }),
      });
      const { end } = await running.ended;
      if (killed) return;
      if (isSuccess(end)) continue;
      deps.reporter.report({ type: 'command-failed', name: 'post_cmd', command: line, end });
      return;
    }
  };

  return {
    run(done) {
      const limitMs = deps.limitMs();
      let line = '';
      const forget = deps.clock.after(limitMs, () => {
        deps.reporter.report({
          type: 'notice',
          level: 'warning',
          message: `post_cmd did not finish within ${duration(limitMs)} and was killed: ${line}`,
          hint: `a kill_delay of ${duration(mostMs)} or more gives it as much time as the app`,
        });
        kill();
      });
      void runAll((started) => (line = started)).finally(() => {
        forget();
        done();
      });
    },
    kill,
  };
}
