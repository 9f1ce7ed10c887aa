import type { CommandResult, CommandRunner, CommandSpec } from '../../../../src/engine/ports.ts';

export interface FakeCommand {
  readonly spec: CommandSpec;
  cancelled: boolean;
  end(code: number, output?: string): void;
}

/** Commands that end when the test says so; `cancel` ends them by SIGKILL. */
export function createFakeCommands(
  onStart: (command: FakeCommand) => void = () => undefined,
): CommandRunner & { readonly started: FakeCommand[] } {
  const started: FakeCommand[] = [];
  return {
    started,
    start: (spec) => {
      let resolve: (result: CommandResult) => void = () => undefined;
      const ended = new Promise<CommandResult>((done) => (resolve = done));
      const command: FakeCommand = {
        spec,
        cancelled: false,
        end: (code, output = '') => {
          if (output !== '') spec.onOutput?.(output);
          resolve({ end: { type: 'code', code }, output });
        },
      };
      started.push(command);
      queueMicrotask(() => onStart(command));
      return {
        // None that could be a real one's: what is done to it would be done to that.
        pid: undefined,
        ended,
        cancel: async () => {
          command.cancelled = true;
          resolve({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
        },
      };
    },
  };
}
