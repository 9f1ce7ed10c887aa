import { isatty } from 'node:tty';
import type { Request } from '../protocol/request.ts';
import { interruptForegroundGroup, relayJobControl } from '../process/tree/job-control.ts';
import { sendSignal } from '../process/tree/send-signal.ts';
import { exitCodeOf } from '../session/exit-code-of.ts';
import { startKeyboard, type Keyboard } from '../control/keyboard.ts';
import { switchProcessingOff } from '../control/output-processing.ts';
import type { ProcessHost } from '../session/process-host.ts';
import type { Typing } from './typing.ts';
import { putTerminalRight } from './reporting.ts';
import type { Reporting } from '../session/reporting.ts';
import type { Session } from '../session/session.ts';
import type { ScreenActions, Shortcut } from '../control/shortcuts.ts';
import type { AppProcesses } from '../process/app/app-processes.ts';
import { onShutdownSignals } from '../control/signals.ts';

/** Everything by which a person or a script steers a session: keys, signals, job control. */
export interface Controls {
  /** Empty when the keyboard is left alone. */
  readonly shortcuts: readonly Shortcut[];
  /** From here on there is something to steer. */
  attach(to: Attached): void;
  /** Ends all processes at once, without waiting, and gives the terminal back. */
  abandon(): void;
  /** Gives the terminal back. */
  release(): void;
}

export interface ControlsOptions {
  readonly withKeys: boolean;
  /** The keyboard is the app's from the start. Default: it is gorl's. */
  readonly appFirst?: boolean;
  readonly shortcuts: (ask: (request: Request) => void, screen: ScreenActions) => readonly Shortcut[];
}

export interface Attached {
  readonly session: Pick<Session, 'ask' | 'rescan'>;
  /** Those of the app. Default: there is none. */
  readonly processes?: Pick<AppProcesses, 'groups' | 'killAllNow'>;
  /** There are several services. Default: there is one. */
  readonly areMany?: () => boolean;
  readonly host: ProcessHost;
  readonly reporting: Reporting;
  /** For the terminals of apps. Default: there are none. */
  readonly typing?: Typing;
}

export function createControls({ withKeys, appFirst = false, shortcuts: create }: ControlsOptions): Controls {
  let attached: Attached | undefined;
  let keyboard: Keyboard | undefined;
  let requests = 0;
  /** Where the help is, is said once. */
  let isHelpKnown = false;

  /** Of several services, the one that is shown is meant. */
  const ofShown = (request: Request): Request => {
    const service = attached?.reporting.shownService();
    const isForOne = request.type === 'restart' || request.type === 'rebuild';
    return isForOne && service !== undefined ? { ...request, service } : request;
  };
  const areMany = (): boolean => attached?.areMany?.() === true;
  const release = (): void => keyboard?.release();
  const abandon = (): void => {
    attached?.processes?.killAllNow();
    attached?.host.commands.killAllNow();
    if (attached !== undefined) putTerminalRight(process.env);
    attached?.reporting.pinned?.release();
    release();
  };
  const ask = (request: Request): void => {
    if (request.type !== 'quit') return attached?.session.ask(ofShown(request));
    const { by } = request;
    // A terminal that closes says so more than once, by the shell and by the kernel; nobody is in a hurry.
    if (requests > 0 && by.type === 'signal' && by.signal === 'SIGHUP') return;
    requests += 1;
    if (attached !== undefined && requests <= 2) return attached.session.ask(request);
    // Nothing to stop gracefully yet, or the third request: leave now. The guardian sees to what is left.
    abandon();
    process.exit(exitCodeOf({ type: 'request', by }, false, true));
  };
  const shortcuts = withKeys
    ? create(ask, {
        clear: () => attached?.reporting.terminal().clear(),
        nextError: () => attached?.reporting.terminal().nextError(),
        previousError: () => attached?.reporting.terminal().previousError(),
        openError() {
          const place = attached?.reporting.terminal().placeToOpen();
          if (place !== undefined) ask({ type: 'open', by: { type: 'key', key: 'o' }, place });
        },
        giveKeyboard() {
          const { typing, reporting } = attached ?? {};
          const message = typing === undefined ? 'the app has no terminal of its own to type into' : typing.whyNot();
          if (message === undefined) keyboard?.giveToApp();
          else reporting?.report({ type: 'notice', level: 'warning', message });
        },
        showService: (index) => attached?.reporting.showService(index),
        showNextService: () => attached?.reporting.showNextService(),
        showAllServices: () => attached?.reporting.showService(undefined),
        readLine(words, done) {
          const { reporting } = attached ?? {};
          keyboard?.readLine({
            typed: (text) => reporting?.typing({ words, text }),
            done(text) {
              reporting?.typing(undefined);
              if (text !== undefined) done(text);
            },
          });
        },
        blankLine: () => attached?.reporting.terminal().blankLine(),
        help() {
          isHelpKnown = true;
          attached?.reporting.terminal().help(shortcuts.filter(isMeant));
        },
      })
    : [];
  const isMeant = ({ ofMany }: Shortcut): boolean => ofMany !== true || areMany();
  const signals = onShutdownSignals(ask, isatty(0) && !withKeys);

  return {
    shortcuts,
    abandon,
    release,
    attach(to) {
      attached = to;
      const { session, processes, host, reporting, typing } = to;
      const groups = (): number[] => [...(processes?.groups() ?? []), ...host.commands.groups()];
      const jobs = relayJobControl({
        groups,
        onSuspend() {
          reporting.pinned?.release();
          keyboard?.pause();
        },
        onResume() {
          keyboard?.resume();
          reporting.pinned?.take();
          session.rescan();
        },
      });
      if (!withKeys) return;
      keyboard = startKeyboard({
        input: process.stdin,
        shortcuts,
        isMeant,
        app: {
          first: appFirst && typing !== undefined,
          type: (bytes) => typing?.type(bytes) === true,
          changed: (isApps) => reporting.pinned?.keyboardIs(!isApps ? 'gorl' : appFirst ? 'app-first' : 'app'),
        },
        ready: host.guardian.terminalSeen,
        onMode(isRaw) {
          reporting.endsLines(isRaw && reporting.isWhole() && switchProcessingOff(0));
          host.guardian.holdTerminal(isRaw);
        },
        unknown() {
          if (isHelpKnown) return;
          isHelpKnown = true;
          reporting.terminal().unknownKey();
        },
        interrupt() {
          signals.expectEcho();
          interruptForegroundGroup();
          ask({ type: 'quit', by: { type: 'signal', signal: 'SIGINT' } });
        },
        suspend: () => jobs.suspend(),
        quitSignal: () => processes?.groups().forEach((pgid) => sendSignal(-pgid, 'SIGQUIT')),
      });
      reporting.onModeLost(() => keyboard?.refresh());
    },
  };
}
