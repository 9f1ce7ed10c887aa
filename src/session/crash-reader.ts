import type { CrashReader as ReportReader } from '../go/crash/crash-reader.ts';
import type { FoundRace } from '../go/crash/race-reader.ts';
import { ReportGate } from '../go/crash/report-gate.ts';
import type { CodeContext } from '../go/crash/stack-trace.ts';
import { attachExcerpts } from '../go/output/excerpt.ts';
import type { CrashReader } from '../process/app/app-spec.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';

/**
 * Crash reports of the app as problems with their places in the source, and its data races, each with `onRace` as soon
 * as it is read. What reads them is loaded with the first words of one: most apps never print any.
 */
export function crashReader(context: CodeContext, onRace: (race: FoundRace) => void): CrashReader {
  const gate = new ReportGate();
  let reader: ReportReader | undefined;
  let loading: Promise<void> | undefined;
  let unread = '';
  /** Races are told in their order, and before the end of the app. */
  let told: Promise<void> = Promise.resolve();

  const withSource = async (diagnostic: Diagnostic): Promise<Diagnostic> =>
    (await attachExcerpts([diagnostic], context))[0] ?? diagnostic;
  const tell = (race: FoundRace): void => {
    told = told.then(async () => onRace({ ...race, diagnostic: await withSource(race.diagnostic) }));
  };
  const load = async (): Promise<void> => {
    try {
      const { createCrashReader } = await import('../go/crash/crash-reader.ts');
      reader = createCrashReader(context, { onRace: tell });
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
      await told;
      return diagnostic && withSource(diagnostic);
    },
  };
}
