import type { AppTtys } from '../process/tty/app-ttys.ts';
import type { Reporting } from '../session/reporting.ts';
import type { Session } from '../session/session.ts';

/** What is typed for an app: the only one, or the one of several services that is shown alone. */
export interface Typing {
  /** Nobody can be typed for; undefined where somebody can. */
  whyNot(): string | undefined;
  /** Returns whether somebody has got it. */
  type(bytes: Buffer): boolean;
}

export interface TypingOptions {
  readonly ttys: Pick<AppTtys, 'type' | 'reason'>;
  readonly reporting: Pick<Reporting, 'shownService' | 'report'>;
  readonly session: Pick<Session, 'services'>;
}

const showOneFirst = 'show one service first: press 1…9';

export function createTyping({ ttys, reporting, session }: TypingOptions): Typing {
  const areMany = (): boolean => session.services.length > 1;
  const hasPipes = (name: string): boolean =>
    session.services.some((each) => each.name === name && !each.subject.project.loaded.settings['app.tty']);
  let isToldToShow = false;
  return {
    whyNot() {
      const service = reporting.shownService();
      if (areMany() && service === undefined) return showOneFirst;
      if (ttys.reason === undefined && (service === undefined || !hasPipes(service))) return undefined;
      const why = ttys.reason === undefined ? '' : `: ${ttys.reason}`;
      return `${service ?? 'the app'} has no terminal of its own to type into${why}`;
    },
    type(bytes) {
      const service = reporting.shownService();
      if (!areMany() || service !== undefined) return ttys.type(bytes, areMany() ? service : undefined);
      // Not what a terminal says by itself.
      if (isToldToShow || !bytes.some((byte) => byte >= 0x20) || bytes[0] === 0x1b) return false;
      isToldToShow = true;
      reporting.report({ type: 'notice', level: 'warning', message: showOneFirst });
      return false;
    },
  };
}
