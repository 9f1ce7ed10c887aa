import { showConfig } from '../../config/describe/show.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import { loadProject } from '../../session/service-plan/project.ts';
import type { CommandLine } from '../command-line.ts';
import { renderConfig } from '../config-page.ts';
import { createReporting } from '../reporting.ts';
import { stdoutView } from '../stdout-view.ts';

/** `gorl config`: what is set, what holds, and where it comes from, on stdout; problems on stderr. */
export async function showEffectiveConfig(line: CommandLine): Promise<number> {
  const read = loadProject(line, process.cwd(), process.env);
  const reporting = await createReporting({ line, shortcuts: () => [], env: process.env });
  const diagnostics = read.type === 'ok' ? read.project.diagnostics : read.diagnostics;
  if (diagnostics.length > 0) reporting.report({ type: 'problems', diagnostics });
  await reporting.close();
  if (read.type === 'failed') return exitCode.usage;
  const { loaded } = read.project;
  const view = stdoutView(line.color ?? (loaded.settings['color.mode'] || undefined));
  process.stdout.write(renderConfig(showConfig(loaded), line.all === true, view));
  return exitCode.stopped;
}
