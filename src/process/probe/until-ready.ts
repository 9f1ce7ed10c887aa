import { stripVTControlCharacters } from 'node:util';
import { compileGoRegexp, loadGoRegexps, type GoRegexp } from '../../base/go-regexp.ts';
import type { AskedProbe, ReadyPlan } from './probe.ts';

/** One attempt may take so long, in ms: an app that is on its way may take a connection and leave it. */
const attemptMs = 1000;
const firstPauseMs = 5;
/** Without a line end, so much of its output is one line. */
const longestLine = 64 * 1024;

export interface UntilReady {
  /** Something has changed: the next attempt is made now. */
  hurry(): void;
  /** What the app has written to its stderr. */
  wrote(text: string): void;
  stop(): void;
}

export interface UntilReadyRequest {
  readonly plan: ReadyPlan;
  /** Where the app listens by now. */
  readonly ports: () => readonly number[];
  /** At most once. */
  readonly ready: () => void;
  /** What was asked and how it failed, if that is not what it was before. */
  readonly unready: (reason: string) => void;
}

/** Asks until the app is ready, soon at first and then less often. */
export function untilReady(request: UntilReadyRequest): UntilReady {
  const { probe } = request.plan;
  return probe.type === 'log' ? untilLine(request, probe.pattern) : untilAnswer(request, probe);
}

function untilAnswer({ plan, ports, ready, unready }: UntilReadyRequest, probe: AskedProbe): UntilReady {
  let isOver = false;
  let isAsking = false;
  let isHurried = false;
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let told: string | undefined;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    isAsking = true;
    const { askProbe } = await import('./ask-probe.ts');
    const failure = await askProbe(probe, ports(), attemptMs);
    isAsking = false;
    if (isOver) return;
    if (failure === undefined) {
      isOver = true;
      ready();
      return;
    }
    if (failure !== told) unready((told = failure));
    timer = setTimeout(() => void ask(), isHurried ? 0 : pauseMs);
    pauseMs = Math.min(plan.intervalMs, isHurried ? firstPauseMs : pauseMs * 2);
    isHurried = false;
  };
  void ask();
  return {
    hurry() {
      if (isOver) return;
      if (isAsking) isHurried = true;
      else void ask();
    },
    wrote: () => undefined,
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

/** As it was written, and as a terminal would show it: in one of its own, a program colors and draws as it likes. */
function shownAs(written: string): readonly string[] {
  const line = written.replace(/\r+$/, '');
  const bare = stripVTControlCharacters(line);
  return bare === line && !line.includes('\r') ? [line] : [line, bare, bare.slice(bare.lastIndexOf('\r') + 1)];
}

function untilLine({ ready, unready }: UntilReadyRequest, pattern: string): UntilReady {
  let isOver = false;
  let line = '';
  let expression: GoRegexp | undefined;
  let early = '';
  const look = (text: string): void => {
    const lines = (line + text).split('\n');
    line = (lines.pop() ?? '').slice(-longestLine);
    if (isOver || !lines.some((each) => shownAs(each).some((shown) => expression?.test(shown)))) return;
    isOver = true;
    ready();
  };
  void loadGoRegexps([pattern]).then(() => {
    try {
      expression = compileGoRegexp(pattern);
    } catch (error) {
      return unready(`ready.log: ${(error as Error).message}`);
    }
    look(early);
    return undefined;
  });
  unready(`no line of its stderr matches ${pattern}`);
  return {
    hurry: () => undefined,
    wrote(text) {
      if (isOver) return;
      if (expression === undefined) early += text;
      else look(text);
    },
    stop: () => void (isOver = true),
  };
}
