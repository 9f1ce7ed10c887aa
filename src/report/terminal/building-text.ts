import { runningDuration } from './durations.ts';
import type { Theme } from './theme.ts';

/** What takes long and gives no sign of life; undefined also where nobody can tell. Asked only where the answer shows. */
export type AskBuildStage = () => 'link' | undefined;

/** What is over so soon needs no explanation, and a save should not pay for one. */
const askAfterMs = 300;

/** `building… 3.5 s (link)`. */
export function buildingText(forMs: number, { glyphs }: Pick<Theme, 'glyphs'>, ask: AskBuildStage): string {
  const stage = forMs < askAfterMs ? undefined : ask();
  return `building${glyphs.ellipsis} ${runningDuration(forMs)}${stage === undefined ? '' : ` (${stage})`}`;
}
