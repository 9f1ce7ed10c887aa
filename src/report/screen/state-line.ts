import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { count } from '../../base/plural.ts';
import { isCleanEnd } from '../../protocol/process-end.ts';
import { addressText, splitAddresses } from '../terminal/addresses.ts';
import { buildingText, type AskBuildStage } from '../terminal/building-text.ts';
import { duration, runningDuration } from '../terminal/durations.ts';
import { summary } from '../terminal/lines-problems.ts';
import { neutralWord } from '../terminal/neutral-text.ts';
import type { Theme } from '../terminal/theme.ts';
import { bareText, visibleWidth } from '../terminal/wrap.ts';
import type { ShownState } from './app-state.ts';
import { runningTests, type ShownTests } from './tests-state.ts';

export interface StateLineView {
  readonly theme: Theme;
  readonly nowMs: number;
  /** Single keys work. */
  readonly keys: boolean;
  readonly keyboard: KeyboardOwner;
  /** Unix ms → `14:03:41`. */
  readonly timeOfDay: (unixMs: number) => string;
  readonly buildStage: AskBuildStage;
  /** Of several services the one that is shown alone. */
  readonly shown?: string;
  /** Default: none have been run. */
  readonly tests?: ShownTests;
}

/** `app-first`: it is the app's, and gorl gets one key at a time. */
export type KeyboardOwner = 'gorl' | 'app' | 'app-first';

/** One fact of the line; those of the highest rank go first where it does not fit. */
interface Fact {
  readonly text: string;
  readonly rank: number;
  /** Those that do not fit are counted behind the last one that does. */
  readonly isAddress?: true;
}

/** What somebody who glances at the screen has to know, in `cells` at most. */
export function stateLine(state: ShownState, view: StateLineView, cells: number): string {
  const typing = view.keyboard === 'gorl' ? [] : [typingFact(view)];
  const facts = [...typing, ...stateFacts(state, view), ...testsFacts(view)];
  const separator = view.theme.dim(` ${view.theme.glyphs.dot} `);
  const shown = [...facts];
  const text = (): string => {
    const left = view.theme.dim(countText(facts, shown));
    const last = shown.findLast(({ isAddress }) => isAddress);
    return shown.map((fact) => (fact === last ? fact.text + left : fact.text)).join(separator);
  };
  const width = (): number => visibleWidth(text());
  while (shown.length > 1 && width() > cells) {
    const least = shown.reduce((worst, fact) => (fact.rank >= worst.rank ? fact : worst));
    shown.splice(shown.indexOf(least), 1);
  }
  return cut(text(), cells);
}

/** How each of several services is, in `cells` at most: `api ● worker ● web ✗`. Those that are well go first. */
export function servicesLine(
  states: ReadonlyMap<string, ShownState>,
  session: ShownState,
  view: StateLineView,
  cells: number,
): string {
  const { theme, nowMs, keyboard } = view;
  const to = view.shown === undefined ? 'the service that is shown alone' : neutralWord(view.shown, theme.unicode);
  const shown = [...states].map(([name, state]) => ({ ...serviceFact(name, state, view), name }));
  const before = [
    ...(keyboard === 'gorl' ? [] : [typingFact(view, to).text]),
    ...(session.endingSinceMs === undefined ? [] : [`stopping, ${runningDuration(nowMs - session.endingSinceMs)}`]),
    ...(session.paused ? [theme.warning('paused')] : []),
  ];
  const behind = testsFacts(view).map((fact) => fact.text);
  const left: string[] = [];
  const text = (): string => {
    const more = left.length === 0 ? [] : [theme.dim(`+${left.length}`)];
    const facts = [...shown.map((each) => each.text), ...more].join('  ');
    return [...before, ...(facts === '' ? [] : [facts]), ...behind].join(theme.dim(` ${theme.glyphs.dot} `));
  };
  while (shown.length > 0 && visibleWidth(text()) > cells) {
    const least = shown.findLastIndex(({ rank }) => rank === Math.max(...shown.map((each) => each.rank)));
    left.push(...shown.splice(least, 1).map(({ name }) => name));
  }
  return cut(text(), cells);
}

/** A name and a sign: what is wrong before what goes on, and that before what is well. */
function serviceFact(name: string, state: ShownState, view: StateLineView): Fact {
  const { theme } = view;
  const { phase, buildingSinceMs, failure } = state;
  const word = neutralWord(name, theme.unicode);
  const shown = view.shown === name ? theme.strong(`[${word}]`) : word;
  const fact = (sign: string, rank: number): Fact => ({ text: `${shown} ${sign}`, rank });
  const isWrong = failure !== undefined || phase.type === 'stuck' || (phase.type === 'ended' && !isCleanEnd(phase));
  if (buildingSinceMs !== undefined) return fact(theme.warning(theme.unicode ? '◌' : '~'), 1);
  if (isWrong) return fact(theme.error(mark(view, 'bad')), 0);
  if (phase.type === 'running') return fact(theme.good(mark(view, 'good')), 2);
  if (phase.type === 'starting' || phase.type === 'stopping') return fact(theme.warning(theme.unicode ? '◌' : '~'), 1);
  return fact(theme.dim(theme.unicode ? '○' : '-'), phase.type === 'ended' ? 2 : 1);
}

/** Of addresses that did not fit. */
function countText(facts: readonly Fact[], shown: readonly Fact[]): string {
  const left = facts.filter((fact) => fact.isAddress === true && !shown.includes(fact)).length;
  return left === 0 ? '' : ` +${left}`;
}

/** The last resort: without colors, as they may be cut in the middle. */
function cut(text: string, cells: number): string {
  if (visibleWidth(text) <= cells) return text;
  const characters = [...bareText(text)];
  while (visibleWidth(characters.join('')) > cells) characters.pop();
  return characters.join('');
}

function typingFact({ theme, keyboard }: StateLineView, to = 'the app'): Fact {
  const back = keyboard === 'app' ? 'Ctrl-] takes them back' : 'Ctrl-] gives gorl one';
  return { text: theme.accent(`keys go to ${to}, ${back}`), rank: 0 };
}

/** `tests pass`, `tests: 2 failed, 31 passed` while they run. */
function testsFacts({ tests, theme }: StateLineView): Fact[] {
  switch (tests?.type) {
    case undefined:
      return [];
    case 'running':
      return [{ text: runningTests(tests, theme), rank: 1 }];
    case 'passed':
      return [{ text: theme.good('tests pass'), rank: 2 }];
    case 'failed':
      return [{ text: theme.error(failedTests(tests.packages)), rank: 1 }];
  }
}

function failedTests(packages: number): string {
  return packages === 0 ? 'tests could not be run' : `tests fail in ${count(packages, 'package')}`;
}

function stateFacts(state: ShownState, view: StateLineView): Fact[] {
  const { theme, nowMs } = view;
  const { phase } = state;
  const since = (ms: number): string => runningDuration(nowMs - ms);
  const doing = (what: string, ms: number): Fact => ({
    text: theme.strong(`${what}${theme.glyphs.ellipsis} ${since(ms)}`),
    rank: 0,
  });
  if (phase.type === 'stopping') {
    const of = phase.graceMs > 0 ? ` of ${duration(phase.graceMs)}` : '';
    return [
      { text: theme.warning(`stopping${theme.glyphs.ellipsis} ${since(phase.sinceMs)}${of}`), rank: 0 },
      { text: `pid ${phase.pid}`, rank: 2 },
      ...(state.endingSinceMs === undefined ? [] : [{ text: 'Ctrl-C kills', rank: 1 }]),
    ];
  }
  if (state.endingSinceMs !== undefined) return [doing('stopping', state.endingSinceMs)];
  if (state.paused) return pausedFacts(state, view);
  if (state.buildingSinceMs !== undefined) {
    const text = buildingText(nowMs - state.buildingSinceMs, theme, view.buildStage);
    return [{ text: theme.strong(text), rank: 0 }, ...besideBuild(state, view)];
  }
  if (state.failure !== undefined) return failureFacts(state.failure.diagnostics, servingFact(state, view), view);
  switch (phase.type) {
    case 'none':
      return [{ text: theme.dim('nothing is running'), rank: 0 }];
    case 'unknown':
      return [];
    case 'starting':
      return [doing('starting', phase.sinceMs)];
    case 'stuck':
      return [{ text: theme.error(`${mark(view, 'bad')} ${phase.why}`), rank: 0 }, ...restartKey(view)];
    case 'ended':
      return endedFacts(state, view);
    case 'running':
      return [
        ...besideFirst(
          theme.good(`${mark(view, 'good')} ${isReached(state) ? 'ready' : 'running'}`),
          addressFacts(state, view),
        ),
        ...(phase.sinceSaveMs === undefined
          ? []
          : [{ text: `live ${duration(phase.sinceSaveMs)} after save`, rank: 2 }]),
        ...(phase.at.ports.length === 0 ? [{ text: theme.dim(`pid ${phase.pid}`), rank: 3 }] : []),
      ];
  }
}

/** `● ready http://localhost:8080`: the two are one fact. */
function besideFirst(text: string, [first, ...rest]: readonly Fact[]): readonly Fact[] {
  return [{ ...first, text: first === undefined ? text : `${text} ${first.text}`, rank: 0 }, ...rest];
}

function mark({ theme }: StateLineView, kind: 'good' | 'bad'): string {
  if (!theme.unicode) return kind === 'good' ? '*' : 'x';
  return kind === 'good' ? '●' : '✗';
}

/** It listens, on a port or a unix socket. */
function isReached({ phase }: ShownState): boolean {
  return phase.type === 'running' && (phase.at.ports.length > 0 || phase.at.addresses !== undefined);
}

/** Where it answers, to be clicked: the proxy first, and the network only where there is room for it. */
function addressFacts({ phase, proxyUrl }: ShownState, { theme }: StateLineView): Fact[] {
  if (phase.type !== 'running') return [];
  const { own, network } = splitAddresses(phase.at.ports, phase.at.addresses);
  const further = network.map((address): Fact => ({ text: addressText(address, theme), rank: 5 }));
  if (proxyUrl !== undefined) {
    // Nobody misses them: the proxy leads there.
    const behind = own.map((address) => ({ text: addressText(address, theme), rank: 4 }));
    return [{ text: addressText(proxyUrl, theme), rank: 1 }, ...behind, ...further];
  }
  const rankOf = (at: number): number => (at === 0 ? 1 : 4);
  return [
    ...own.map((address, at): Fact => ({ text: addressText(address, theme), rank: rankOf(at), isAddress: true })),
    ...further,
  ];
}

function besideBuild({ phase, failure }: ShownState, { theme }: StateLineView): Fact[] {
  if (phase.type !== 'running') return [];
  return [{ text: theme.dim(failure === undefined ? 'the app still runs' : 'an older build still runs'), rank: 1 }];
}

function pausedFacts({ held }: ShownState, view: StateLineView): Fact[] {
  const { theme } = view;
  const [first] = held;
  const more = held.length > 1 ? ` +${held.length - 1}` : '';
  return [
    { text: theme.warning(`${theme.unicode ? '⏸ ' : ''}paused`), rank: 0 },
    ...(first === undefined
      ? []
      : [{ text: `${neutralWord(first, theme.unicode)}${more} ${more === '' ? 'waits' : 'wait'}`, rank: 1 }]),
    ...(view.keys ? [{ text: 'p resumes', rank: 2 }] : []),
  ];
}

function failureFacts(diagnostics: readonly Diagnostic[], serving: Fact, view: StateLineView): Fact[] {
  const { theme } = view;
  const text = diagnostics.length === 0 ? 'the build failed' : summary(diagnostics);
  return [
    { text: theme.error(`${mark(view, 'bad')} ${text}`), rank: 0 },
    ...placeFact(diagnostics, view),
    ...(view.keys && diagnostics.length > 1 ? [{ text: 'e next', rank: 3 }] : []),
    serving,
  ];
}

function placeFact(diagnostics: readonly Diagnostic[], { theme }: StateLineView): Fact[] {
  const place = diagnostics.find(({ location }) => location !== undefined)?.location;
  return place === undefined ? [] : [{ text: `${neutralWord(place.file, theme.unicode)}:${place.line}`, rank: 1 }];
}

function servingFact({ failure }: ShownState, { theme, timeOfDay }: StateLineView): Fact {
  if (failure?.serving !== true) return { text: 'nothing is running', rank: 2 };
  const { servingSinceMs } = failure;
  const which = servingSinceMs === undefined ? 'an earlier build' : `the build from ${timeOfDay(servingSinceMs)}`;
  return { text: theme.warning(`${which} still runs`), rank: 2 };
}

function endedFacts({ phase, crash }: ShownState, view: StateLineView): Fact[] {
  if (phase.type !== 'ended') return [];
  const { theme } = view;
  const { end, next } = phase;
  const isClean = isCleanEnd({ end });
  const how =
    end.type === 'code' ? `exit code ${end.code}` : end.type === 'signal' ? neutralWord(end.signal) : 'not started';
  const what = isClean ? 'exited' : end.type === 'spawn-failed' ? 'not started' : 'crashed';
  return [
    { text: isClean ? theme.strong(what) : theme.error(`${mark(view, 'bad')} ${what}`), rank: 0 },
    ...(end.type === 'spawn-failed' || end.type === 'unseen' ? [] : [{ text: how, rank: 2 }]),
    ...placeFact(crash === undefined ? [] : [crash], view),
    ...(next?.type === 'rerun' ? [{ text: `restarts in ${duration(next.inMs)}`, rank: 1 }] : []),
    ...(next?.type === 'wait-for-change' ? [{ text: 'waits for a change', rank: 3 }, ...restartKey(view)] : []),
  ];
}

function restartKey({ keys }: StateLineView): Fact[] {
  return keys ? [{ text: 'r restarts', rank: 2 }] : [];
}
