import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { problem } from '../protocol/diagnostic.ts';
import { isOutOfFiles, outOfFiles, raiseFileLimit } from '../base/file-limit.ts';
import { fullDiagnostic } from '../report/terminal/code-frame.ts';
import { createTheme, decideColor, decideUnicode } from '../report/terminal/theme.ts';
import { startSession } from './commands/start.ts';
import { exitCode } from '../protocol/exit-code.ts';
import { ExitError } from './exit-error.ts';
import { parseCommandLine, type CommandLine } from './command-line.ts';
import { hasty, stderr } from './stderr.ts';
import { wrapWords } from '../report/terminal/wrap.ts';
import { version } from '../base/version.ts';

/** argv → exit code. The only place where gorl leaves in order. */
async function main(argv: readonly string[]): Promise<number> {
  const calledAs = basename(process.argv[1] ?? '', '.js') === 'air' ? 'air' : 'gorl';
  const line = parseCommandLine(argv, calledAs);
  if (line.command === 'version') {
    process.stdout.write(`gorl ${version} (node ${process.version}, ${process.platform} ${process.arch})\n`);
    return exitCode.stopped;
  }
  if (line.command === 'help') {
    const { showHelp } = await import('./commands/help.ts');
    return showHelp(line);
  }
  return runCommand(line);
}

/** In the same form as all problems. */
function errorText({ message, hint }: ExitError): string {
  const { env, platform } = process;
  const theme = createTheme({
    color: decideColor({ env, isTTY: isatty(2) }),
    unicode: decideUnicode(env, platform),
  });
  const lines = fullDiagnostic(problem(message, { hint }), { theme, columns: undefined });
  const columns = isatty(2) ? process.stderr.columns : undefined;
  return `${lines.map((line) => wrapWords(line, columns, 6)).join('\n')}\n\n`;
}

function runCommand(line: CommandLine): Promise<number> {
  switch (line.command) {
    case 'start':
    case 'run':
      return startSession(line);
    // No start waits for what follows.
    case 'test':
      return import('./commands/test.ts').then(({ testPackages }) => testPackages(line));
    case 'init':
      return import('./commands/init.ts').then(({ initProject }) => initProject(line));
    case 'config':
      return import('./commands/config.ts').then(({ showEffectiveConfig }) => showEffectiveConfig(line));
    case 'why':
      return import('./commands/why.ts').then(({ explainFiles }) => explainFiles(line));
    case 'doctor':
      return import('./commands/doctor.ts').then(({ diagnose }) => diagnose(line));
    case 'completion':
      return import('./commands/completion.ts').then(({ printCompletion }) => printCompletion(line));
  }
}

// Whoever read our words may have gone (`gorl 2>&1 | head`); that is no reason to let go of the app.
process.stdout.on('error', () => undefined);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof ExitError) {
    stderr().write(errorText(error));
    process.exitCode = error.code;
  } else if (isOutOfFiles(error)) {
    stderr().write(`gorl: ${outOfFiles(error)}\n${raiseFileLimit}\n`);
    process.exitCode = exitCode.environment;
  } else {
    stderr().write(
      `gorl ${version}: internal error, please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = exitCode.internal;
  }
  await stderr().settle(hasty);
}
// Whatever handle is still open (a watcher's last callback, the terminal) must not keep a finished gorl alive.
if (process.exitCode === 128 + 1 && process.stdin.isTTY) {
  // node aborts when it leaves and the terminal it wants to put right has gone; the signal's own way out does not.
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
process.exit();
