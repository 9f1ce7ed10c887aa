import { showConfig } from '../../config/describe/show.ts';
import { wrapWords } from '../../report/terminal/wrap.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { CommandLine } from '../command-line.ts';
import { loadProject } from '../../session/service-plan/project.ts';
import { createReporting } from '../reporting.ts';

/** `gorl config`: every key, its value and where it comes from, on stdout; problems on stderr. */
export async function showEffectiveConfig(line: CommandLine): Promise<number> {
  const read = loadProject(line, process.cwd(), process.env);
  const reporting = await createReporting({ line, shortcuts: () => [], env: process.env });
  const diagnostics = read.type === 'ok' ? read.project.diagnostics : read.diagnostics;
  if (diagnostics.length > 0) reporting.report({ type: 'problems', diagnostics });
  await reporting.close();
  if (read.type === 'failed') return exitCode.usage;
  const rows = showConfig(read.project.loaded);
  const keyWidth = Math.max(...rows.map(({ key }) => key.length));
  const valueWidth = Math.min(48, Math.max(...rows.map(({ value }) => value.length)));
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  for (const { key, value, origin, note } of rows) {
    const text = `${key.padEnd(keyWidth)} = ${value.padEnd(valueWidth)}  ${origin}${note === undefined ? '' : ` (${note})`}`;
    process.stdout.write(`${wrapWords(text.trimEnd(), columns, 4)}\n`);
  }
  return exitCode.stopped;
}
