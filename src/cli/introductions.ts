import { foreignTools } from '../config/migrate/foreign-tools.ts';
import type { CommandName } from './command-table.ts';

/** The first lines of the help of each command; a start does not load them. */
export const introductions: Readonly<Record<CommandName, string>> = {
  start: 'gorl builds and runs your Go program, and does so again on every save.\n',
  run: 'Builds and runs one package, as go run does, and again on every save.\n',
  test: `Runs the tests of the packages (./... by default), and on every save those that it affects.

Exit code with --once: 0 if all pass, 1 if something fails.
`,
  init: `Writes a commented .air.toml for this project. Never overwrites an existing one.

  gorl init --from [tool]   carries settings over from a tool:
                            ${foreignTools.join(', ')};
                            without a name, from whichever it finds
`,
  config:
    "Shows what a file, a variable, or a flag sets: what holds, where it comes from, and air's default where another holds.\n",
  doctor: `Checks what gorl depends on here: Go, the module, watch limits, ports, the config. One line per check.

Exit code 0: no problems; 1: there are problems; 2: the config is unusable.
`,
  why: 'Says what a change of each file would do, and by which chain of imports, embeds, or settings.\n',
  completion: `Prints the script that makes a shell complete gorl's commands, flags, and packages.
Save it where the shell looks for it, as in gorl completion fish > FILE:

  bash   ~/.local/share/bash-completion/completions/gorl
  zsh    _gorl in a directory of $fpath, such as ~/.zfunc/_gorl
  fish   ~/.config/fish/completions/gorl.fish
`,
};
