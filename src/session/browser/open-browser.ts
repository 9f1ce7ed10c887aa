import type { Reporter } from '../../engine/ports.ts';
import { describeEnd } from '../../go/build/build-failure.ts';
import { isSuccess } from '../../protocol/process-end.ts';
import type { Adapters } from '../adapters.ts';
import { browserCommand } from './browser-command.ts';

export interface BrowserDeps {
  /** Its environment is the user's own, without what env files say: the browser is his, not the app's. */
  readonly adapters: Pick<Adapters, 'env' | 'startDetached'>;
  readonly reporter: Reporter;
  readonly cwd: string;
  readonly platform?: NodeJS.Platform;
}

/** xdg-open hands the page over and ends; one that fails, fails soon. */
const watchedMs = 3000;

/** Opens a page in the user's browser, and does not wait for it. Never rejects. */
export async function openBrowser(
  url: string,
  { adapters, reporter, cwd, platform = process.platform }: BrowserDeps,
): Promise<void> {
  const command = browserCommand(url, adapters.env, platform);
  if (command === 'none') return;
  const end = await adapters.startDetached({ ...command, cwd, env: adapters.env }, watchedMs);
  if (end === undefined || isSuccess(end)) return;
  const said = describeEnd(end);
  reporter.report({
    type: 'notice',
    level: 'warning',
    message: `--open: no browser was opened: ${end.type === 'spawn-failed' ? said : `${command.file}: ${said}`}`,
    hint: `open ${url} yourself, or name a browser: BROWSER=firefox`,
  });
}
