import { resolve } from 'node:path';
import { isatty } from 'node:tty';
import { messageOf } from '../../go/build/build-failure.ts';
import { configName, loadProject, type Project } from '../../session/service-plan/project.ts';
import { findTestSubject, type TestedSubject, type FoundTests } from '../../session/tests/test-subject.ts';
import { hostFor } from '../host-for.ts';
import { composeAdapters } from '../../session/compose.ts';
import type { Reloaded } from '../../session/reload.ts';
import type { Reporting } from '../../session/reporting.ts';
import { TestSession } from '../../session/tests/test-session.ts';
import { noTmpDir } from '../../go/build/tmp-dir.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { CommandLine } from '../command-line.ts';
import { createControls } from '../controls.ts';
import { createReporting } from '../reporting.ts';
import { createTestShortcuts } from '../../control/test-shortcuts.ts';
import { refuse } from '../refuse.ts';

/**
 * `gorl test`: resolves with the exit code when the session is over. With `--once` 0: all passed; 1: something failed;
 * 2: usage or config; 3: there is no Go, or no module.
 */
export async function testPackages(line: CommandLine): Promise<number> {
  const atTerminal = isatty(0);
  const withKeys = line.keys && atTerminal && !line.once && (process.env['CI'] ?? '') === '';
  const controls = createControls({ withKeys, shortcuts: createTestShortcuts });
  const cwd = process.cwd();
  const read = loadProject(line, cwd, process.env);
  const config = read.type === 'ok' ? read.project.loaded : undefined;
  const reporting = await createReporting({ line, shortcuts: () => controls.shortcuts, env: process.env }, config);
  await reporting.tellTests();
  if (read.type === 'failed') return refuse(reporting, exitCode.usage, read.diagnostics);
  // Air: `air_wd` is where everything happens, as if gorl had been started there.
  process.chdir(read.project.cwd);
  const host = hostFor(reporting, atTerminal);
  const plan = (project: Project): Promise<FoundTests> =>
    findTestSubject(project, { words: line.rest, commands: host.commands, env: process.env as Record<string, string> });
  const first = await plan(read.project);
  if (first.type === 'failed')
    return refuse(reporting, first.code, [...read.project.diagnostics, ...first.diagnostics]);
  const reload = async (): Promise<Reloaded<TestedSubject>> => {
    const again = loadProject(line, cwd, process.env);
    const next = again.type === 'failed' ? again : await plan(again.project);
    return next.type === 'ok'
      ? { type: 'ok', subject: next.subject, news: true }
      : { type: 'rejected', file: configName(again, read.project), diagnostics: next.diagnostics };
  };
  const told = line.junit === undefined ? reporting : await withJUnit(reporting, resolve(cwd, line.junit));
  const adapters = composeAdapters({
    host,
    reporting: told,
    pid: process.pid,
    env: process.env as Record<string, string>,
    colors: isatty(1) && isatty(2),
    stdin: 'ignore',
  });
  const listPackages = await adapters.loadListPackages();
  return new Promise((end) => {
    const { once } = line;
    const session = new TestSession({
      subject: first.subject,
      ...{ once, adapters, listPackages, reporting: told, atTerminal, reload },
      onEnd(code) {
        controls.release();
        void reporting.close().then(() => end(code));
      },
    });
    controls.attach({ session, host, reporting });
    try {
      session.start();
      // The keyboard waits for it.
      host.guardian.start();
    } catch (error) {
      controls.release();
      void refuse(reporting, exitCode.environment, [noTmpDir(read.project.tmpDir, error)]).then(end);
    }
  });
}

/** The same, and after each run the file is written. */
async function withJUnit(reporting: Reporting, path: string): Promise<Reporting> {
  const [{ JUnitReport }, { replaceFile }] = await Promise.all([
    import('../../report/junit.ts'),
    import('../../base/replace-file.ts'),
  ]);
  const junit = new JUnitReport();
  return {
    ...reporting,
    report(report, service) {
      reporting.report(report, service);
      if (!junit.note(report, Date.now())) return;
      try {
        replaceFile(path, junit.text());
      } catch (error) {
        reporting.report({ type: 'notice', level: 'error', message: `cannot write ${path}: ${messageOf(error)}` });
      }
    },
  };
}
