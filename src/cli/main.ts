import { basename } from 'node:path';
import { isOutOfFiles, outOfFiles, raiseFileLimit } from '../base/file-limit.ts';
import { startSession } from './commands/start.ts';
import { ExitError, exitCode } from './exit-code.ts';
import { parseCommandLine, type CommandLine } from './program.ts';
import { version } from './version.ts';

/** argv → exit code. The only place where gorl leaves in order. */
async function main(argv: readonly string[]): Promise<number> {
  const calledAs = basename(process.argv[1] ?? '', '.js') === 'air' ? 'air' : 'gorl';
  const line = parseCommandLine(
    argv,
    () => `gorl ${version} (node ${process.version}, ${process.platform} ${process.arch})`,
    calledAs,
  );
  if (line.command === 'print') {
    process.stdout.write(line.text);
    return exitCode.stopped;
  }
  return runCommand(line);
}

function runCommand(line: CommandLine): Promise<number> {
  switch (line.command) {
    case 'start':
    case 'run':
      return startSession(line);
    // No start waits for what follows.
    case 'init':
      return import('./commands/init.ts').then(({ initProject }) => initProject(line));
    case 'config':
      return import('./commands/config.ts').then(({ showEffectiveConfig }) => showEffectiveConfig(line));
    case 'doctor':
      return import('./commands/doctor.ts').then(({ diagnose }) => diagnose(line));
  }
}

// Whoever read our words may have gone (`gorl 2>&1 | head`); that is no reason to let go of the app.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof ExitError) {
    process.stderr.write(`gorl: ${error.message}\n`);
    process.exitCode = error.code;
  } else if (isOutOfFiles(error)) {
    process.stderr.write(`gorl: ${outOfFiles(error)}\n${raiseFileLimit}\n`);
    process.exitCode = exitCode.environment;
  } else {
    process.stderr.write(
      `gorl ${version}: internal error, please report it\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = exitCode.internal;
  }
}
// Whatever handle is still open (a watcher's last callback, the terminal) must not keep a finished gorl alive.
if (process.exitCode === 128 + 1 && process.stdin.isTTY) {
  // node aborts when it leaves and the terminal it wants to put right has gone; the signal's own way out does not.
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
process.exit();
