import { isatty } from 'node:tty';
import { defined } from '../../base/defined.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { parseRunArguments } from '../../go/packages/run-arguments.ts';
import { createShortcuts } from '../../control/shortcuts.ts';
import { createControls } from '../controls.ts';
import { crash } from '../crash.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { RunTarget } from '../../session/service-plan/launch.ts';
import { buildStage } from '../../session/build-stage.ts';
import { hostFor } from '../host-for.ts';
import type { CommandLine } from '../command-line.ts';
import { configName, loadProject } from '../../session/service-plan/project.ts';
import { refuse } from '../refuse.ts';
import { createReporting, preloadTerminal } from '../reporting.ts';
import { composeAdapters } from '../../session/compose.ts';
import type { Reloaded } from '../../session/reload.ts';
import { Session } from '../../session/session.ts';
import { noTmpDir } from '../../go/build/tmp-dir.ts';
import type { Subjects } from '../../session/service-plan/subject.ts';
import { sessionPlanner } from '../plan-session.ts';
import type { AppProcesses } from '../../process/app/app-processes.ts';

/** `gorl` and `gorl run`: resolves with the exit code when the session is over. */
export async function startSession(line: CommandLine): Promise<number> {
  // Not by process.stdin: node would make a pipe non-blocking that the app is to read.
  const atTerminal = isatty(0);
  const controls = createControls({
    withKeys: line.keys && atTerminal && (!line.once || line.stdin) && (process.env['CI'] ?? '') === '',
    appFirst: line.stdin,
    shortcuts: createShortcuts,
  });
  const isWhole = wantsTerminals(line);
  // Both load while the config is read.
  if (isWhole) void Promise.allSettled([importAppTerminals(), preloadTerminal()]);
  const cwd = process.cwd();
  const read = loadProject(line, cwd, process.env);
  const config = read.type === 'ok' ? read.project.loaded : undefined;
  const reporting = await createReporting(
    { line, shortcuts: () => controls.shortcuts, env: process.env, wholeTerminal: isWhole },
    config,
  );
  if (read.type === 'failed') return refuse(reporting, exitCode.usage, read.diagnostics);
  const target = targetOf(line);
  if (target.type === 'refused') return refuse(reporting, exitCode.usage, [target.diagnostic]);
  // Air: `air_wd` is where everything happens, as if gorl had been started there.
  process.chdir(read.project.cwd);
  const host = hostFor(reporting, atTerminal);
  reporting.buildStageFrom(buildStage(host));
  const plan = sessionPlanner({ line, host, args: target.args, ...defined({ runTarget: target.runTarget }) });
  const first = await plan(read.project);
  // An unknown key may well be why.
  if (first.type === 'failed')
    return refuse(reporting, first.code, [...read.project.diagnostics, ...first.diagnostics]);
  const { services } = first.subjects;
  await reporting.prepareServices(services.length);
  const inPipes = services.filter(({ project }) => !isWhole || !project.loaded.settings['app.tty']).length;
  const keepPipes = (count: number): void => (services.length > 1 ? host.pipes.keep(2 * count) : undefined);
  keepPipes(inPipes);

  // Told once; said again only when it has changed.
  let told = JSON.stringify(first.subjects.project.diagnostics);
  const reload = async (): Promise<Reloaded<Subjects>> => {
    const again = loadProject(line, cwd, process.env);
    const next = again.type === 'failed' ? again : await plan(again.project);
    if (next.type === 'ok') {
      await reporting.prepareServices(next.subjects.services.length);
      const warnings = JSON.stringify(next.subjects.project.diagnostics);
      const news = warnings !== told;
      told = warnings;
      return { type: 'ok', subject: next.subjects, news };
    }
    told = 'rejected';
    return { type: 'rejected', file: configName(again, read.project), diagnostics: next.diagnostics };
  };

  const terminals = isWhole ? await importAppTerminals() : undefined;
  const ttys = terminals?.terminalsFor(host, reporting, () => keepPipes(services.length));
  const adapters = composeAdapters({
    host,
    reporting,
    pid: process.pid,
    env: process.env as Record<string, string>,
    colors: isatty(1) && isatty(2),
    stdin: atTerminal ? 'ignore' : 'inherit',
    ...defined({ ttys }),
  });
  const { openAtReady } = line.open ? await import('../../session/browser/open-at-ready.ts') : {};
  return new Promise((resolve) => {
    const session = new Session({
      subjects: first.subjects,
      args: target.args,
      once: line.once,
      runTarget: target.runTarget !== undefined,
      adapters,
      reporting: openAtReady?.(reporting, { adapters, cwd: read.project.cwd }) ?? reporting,
      atTerminal,
      reload,
      onEnd(code) {
        controls.release();
        void reporting.close().then(() => resolve(code));
      },
      onInternalError: (error, history) => crash(error, history, controls.abandon),
    });
    process.on('uncaughtException', (error) => {
      crash(error, session.halt(), controls.abandon);
    });
    controls.attach({
      session,
      processes: processesOf(session),
      areMany: () => session.services.length > 1,
      host,
      reporting,
      ...defined({ typing: ttys && terminals?.createTyping({ ttys, reporting, session }) }),
    });
    try {
      session.start();
      // The keyboard waits for it.
      host.guardian.start();
      if (line.doubt !== undefined) reporting.report({ type: 'notice', level: 'warning', ...line.doubt });
    } catch (error) {
      controls.release();
      const { path = read.project.tmpDir } = error as NodeJS.ErrnoException;
      void refuse(reporting, exitCode.environment, [noTmpDir(path, error)]).then(resolve);
    }
  });
}

/** Of all services. */
function processesOf(session: Session): Pick<AppProcesses, 'groups' | 'killAllNow'> {
  return {
    groups: () => session.everything.flatMap(({ service }) => service.processes.groups()),
    killAllNow: () => session.everything.forEach(({ service }) => service.processes.killAllNow()),
  };
}

const importAppTerminals = () => import('../app-terminals.ts');

/** Only where all three streams are a terminal's: what goes elsewhere is not the app's terminal. */
function wantsTerminals({ once, stdin }: CommandLine): boolean {
  const { TERM, CI } = process.env;
  return (
    (!once || stdin) && process.platform !== 'win32' && [0, 1, 2].every((fd) => isatty(fd)) && TERM !== 'dumb' && !CI
  );
}

type Target =
  | { readonly type: 'ok'; readonly runTarget?: RunTarget; readonly args: readonly string[] }
  | { readonly type: 'refused'; readonly diagnostic: Diagnostic };

function targetOf(line: CommandLine): Target {
  if (line.command !== 'run') return { type: 'ok', args: line.rest };
  const parsed = parseRunArguments(line.rest);
  return parsed.type === 'ok' ? { type: 'ok', runTarget: parsed, args: parsed.args } : parsed;
}
