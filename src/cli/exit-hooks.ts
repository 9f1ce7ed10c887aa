import type { CommandRunner, ExitHooks, Reporter, RunningCommand } from '../engine/ports.ts';

export interface ExitHooksDeps {
  readonly commands: CommandRunner;
  readonly reporter: Reporter;
  readonly lines: () => readonly string[];
  readonly cwd: string;
  readonly env: () => Readonly<Record<string, string>>;
}

/** `post_cmd`, one by one, while the app still lives; the first failure ends the list. As air. */
export function createExitHooks(deps: ExitHooksDeps): ExitHooks {
  let running: RunningCommand | undefined;
  let killed = false;

  const runAll = async (): Promise<void> => {
    for (const line of deps.lines()) {
      if (killed) return;
      deps.reporter.report({ type: 'command-started', name: 'post_cmd', command: line });
      running = deps.commands.start({
        command: { type: 'shell', line },
        cwd: deps.cwd,
        env: deps.env(),
        label: 'post_cmd',
        onOutput: (text) => deps.reporter.report({ type: 'command-output', name: 'post_cmd', text }),
      });
      const { end } = await running.ended;
      if (end.type === 'code' && end.code === 0) continue;
      deps.reporter.report({ type: 'command-failed', name: 'post_cmd', command: line, end });
      return;
    }
  };

  return {
    run: (done) => void runAll().finally(done),
    kill() {
      killed = true;
      void running?.cancel();
    },
  };
}
