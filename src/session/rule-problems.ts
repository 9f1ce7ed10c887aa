import { parseBuildOutput } from '../go/output/build-output.ts';
import { attachExcerpts } from '../go/output/excerpt.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import { codeRoots } from './service-plan/code-context.ts';
import type { Subject } from './service-plan/subject.ts';

/** Problems in what a rule's command line printed, with their places in the source, and the lines that are in none. */
export async function diagnoseOutput(
  subject: Subject,
  line: string,
  output: string,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly rest: readonly string[] }> {
  // No start waits for it.
  const { searchedPlaces } = await import('../go/output/output-places.ts');
  const { cwd } = subject.project;
  const roots = codeRoots(subject);
  const parsed = parseBuildOutput(output, { cwd, places: searchedPlaces({ line, cwd, roots }) });
  return { ...parsed, diagnostics: await attachExcerpts(parsed.diagnostics, { base: cwd, roots }) };
}
