import type { Env } from '../base/env.ts';
import type { CommandRunner } from '../engine/ports.ts';
import { parseBuildOutput } from '../go/output/build-output.ts';
import { offline } from '../go/toolchain/offline.ts';
import { problem, type Check } from './check.ts';
import { placed } from './go-checks.ts';

export interface EmbedFacts {
  readonly goFile: string;
  /** Of the build: tags decide which files are looked at. */
  readonly flags: readonly string[];
  readonly packages: readonly string[];
  readonly cwd: string;
  readonly commands: CommandRunner;
  readonly env: Env;
}

const mostShown = 5;

/** `//go:embed` patterns of the program that match no file: the build fails with them. */
export async function checkEmbeds({ goFile, flags, packages, cwd, commands, env }: EmbedFacts): Promise<Check[]> {
  const args = ['list', '-e', '-deps', ...flags, '-f', '{{with .Error}}{{.}}{{end}}', ...packages];
  const command = { type: 'argv', file: goFile, args } as const;
  const { output } = await commands.start({ command, cwd, env: offline(env), label: 'go-list' }).ended;
  return parseBuildOutput(output, { cwd })
    .diagnostics.filter(({ message }) => /^pattern .*: (?:no matching files found|cannot embed)/.test(message))
    .slice(0, mostShown)
    .map((each) =>
      problem(
        'embed',
        placed(each),
        'create the files first, usually with a front-end build, for example in build.pre_cmd',
      ),
    );
}
