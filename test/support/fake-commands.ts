import type { CommandResult, CommandSpec } from '../../src/engine/ports.ts';

/** A command of the user's, which ends when the test says. */
export interface FakeCommand {
  readonly spec: CommandSpec;
  readonly line: string;
  killed: boolean;
  print(text: string): void;
  end(code?: number): void;
}

/** Commands that run for as long as the test says. */
export function createFakeCommands() {
  const commands: FakeCommand[] = [];
  const start = (spec: CommandSpec) => {
    const { command } = spec;
    let output = '';
    let end: (result: CommandResult) => void = () => undefined;
    const ended = new Promise<CommandResult>((resolve) => (end = resolve));
    const fake: FakeCommand = {
      spec,
      line: command.type === 'shell' ? command.line : command.args.join(' '),
      killed: false,
      print(text) {
        output += text;
        spec.onOutput?.(text);
      },
      end: (code = 0) => end({ end: { type: 'code', code }, output }),
    };
    commands.push(fake);
    return {
      pid: commands.length,
      ended,
      cancel() {
        fake.killed = true;
        end({ end: { type: 'signal', signal: 'SIGKILL' }, output: '' });
        return Promise.resolve();
      },
    };
  };
  return { commands, start };
}
