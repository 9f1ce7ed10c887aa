import type { CrashReader as ReportReader } from '../go/crash/crash-reader.ts';
import { ReportGate } from '../go/crash/report-gate.ts';
import type { CodeContext } from '../go/crash/stack-trace.ts';
import { attachExcerpts } from '../go/output/excerpt.ts';
import type { CrashReader } from '../process/app/app-spec.ts';

/**
 * Crash reports of the app as problems with their places in the source. What reads them is loaded with the first words of
 * one: most apps never print any.
 */
export function crashReader(context: CodeContext): CrashReader {
  const gate = new ReportGate();
  let reader: ReportReader | undefined;
  let loading: Promise<void> | undefined;
  let unread = '';

  const load = async (): Promise<void> => {
    try {
      const { createCrashReader } = await import('../go/crash/crash-reader.ts');
      reader = createCrashReader(context);
      reader.push(unread);
    } catch {
      // gorl was replaced while it ran: the app's own words are on the screen all the same.
    }
    unread = '';
  };

  return {
    push(text) {
      if (reader !== undefined) return reader.push(text);
      const part = loading === undefined ? gate.look(text) : text;
      if (part === undefined) return;
      unread += part;
      loading ??= load();
    },
    async finish(end) {
      await loading;
      const diagnostic = reader?.finish(end);
      return diagnostic && (await attachExcerpts([diagnostic], context))[0];
    },
  };
}
