import type { CommandRunner, Reporter, RunningCommand } from '../engine/ports.ts';

/** The same runner; says once of a `pre_cmd` line that what it left in the background is there once more with each build. */
export function tellBackground(commands: CommandRunner, reporter: Reporter): CommandRunner {
  const last = new Map<string, RunningCommand>();
  const told = new Set<string>();
  return {
    start(spec) {
      if (spec.command.type !== 'shell' || !spec.label.endsWith('/pre_cmd')) return commands.start(spec);
      const { line } = spec.command;
      if (!told.has(line) && (last.get(line)?.leftRunning?.() ?? 0) > 0) {
        told.add(line);
        reporter.report({
          type: 'notice',
          level: 'warning',
          message: `pre_cmd runs before every build, and what it started last time is still running: ${line.trim()}`,
          hint: 'start services once, outside gorl: in another terminal, or with docker compose',
        });
      }
      const running = commands.start(spec);
      last.set(line, running);
      return running;
    },
  };
}
