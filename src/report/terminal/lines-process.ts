import { count } from '../../base/plural.ts';
import { isCleanEnd } from '../../protocol/process-end.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { addressText, portOf, splitAddresses } from './addresses.ts';
import { fullDiagnostic } from './code-frame.ts';
import { duration } from './durations.ts';
import { buildName, endText } from './lines-build.ts';
import { advice } from './lines-problems.ts';
import { entry, facts, gap, lineBelow, plain, timeCells, verbCells, type Line, type View } from './line.ts';
import { repairs } from './memory.ts';
import { neutralLines, neutralWord } from './neutral-text.ts';
import { visibleWidth } from './wrap.ts';

export function processStarted(report: ReportOf<'process-started'>, view: View): Line[] {
  return view.debug
    ? [
        entry(
          'note',
          'runner',
          `run ${report.run} of generation ${report.generation} started ${view.theme.glyphs.dot} pid ${report.pid}`,
        ),
      ]
    : [];
}

/** What led here, step by step, then from the save to the answer, then where it answers. */
export function processReady(report: ReportOf<'process-ready'>, view: View): Line[] {
  const { theme } = view;
  const step = (ms: number | undefined, name: string): string | undefined =>
    ms === undefined ? undefined : `${duration(ms)} ${name}`;
  const all = report.ports.length > 0 ? report.ports : report.port === undefined ? [] : [report.port];
  const { own, network } = splitAddresses(all, report.addresses);
  const parts = (addresses: readonly string[]): (string | undefined)[] => [
    outcome(report, view),
    step(report.buildMs, 'build'),
    step(report.stopMs, 'stop'),
    step(report.startMs, 'start'),
    report.sinceSaveMs === undefined ? undefined : theme.strong(`${duration(report.sinceSaveMs)} after save`),
    addressesText(addresses, view),
    // Scripts count the word in the log, as air's own smoke test does: one line for each start.
    theme.dim(`${view.columns === undefined ? 'running as pid' : 'pid'} ${report.pid}`),
  ];
  // On a narrow screen the least wanted facts go first, rather than wrap; an address has a line of its own, to be clicked.
  const wide = parts([...own, ...network]);
  const bare = parts(own);
  const narrow = [
    ...[wide, wide.slice(0, -1), bare, bare.slice(0, -1)],
    [...bare.slice(0, 2), ...bare.slice(4, -1)],
    ...fewer(own, view).map((text) => [bare[0], bare[4], text]),
  ].map((kept) => facts(view, kept));
  const room = (view.columns ?? Infinity) - timeCells - verbCells;
  const text = narrow.find((candidate) => visibleWidth(candidate) <= room);
  if (text !== undefined) return [entry('ready', 'runner', text)];
  const [said, where = ''] = [facts(view, [bare[0], bare[4]]), fewer(own, view).at(-1)];
  return said === '' ? [entry('ready', 'runner', where)] : [entry('ready', 'runner', said), lineBelow(where)];
}

/** What runs is new and repairs what was broken, or it is the old one although the newest sources do not build. */
function outcome({ generation }: ReportOf<'process-ready'>, view: View): string | undefined {
  if (view.memory.brokenBy === undefined) return undefined;
  if (repairs(view.memory, generation)) return view.theme.good('fixed');
  return view.theme.warning(`still ${buildName(generation, view)}; the newest code does not build`);
}

export function processRunning(report: ReportOf<'process-running'>, view: View): Line[] {
  return [entry('running', 'runner', facts(view, ['not listening yet', view.theme.dim(`pid ${report.pid}`)]))];
}

export function serviceWaiting({ on }: ReportOf<'service-waiting'>, view: View): Line[] {
  const names = on.map((name) => neutralWord(name, view.theme.unicode)).join(', ');
  return [entry('waiting', 'runner', `for ${names} to be ready`)];
}

export function processListening(report: ReportOf<'process-listening'>, view: View): Line[] {
  const also = report.added.length < report.ports.length ? 'also ' : '';
  const added = report.addresses?.filter((address) => report.added.includes(portOf(address) ?? 0));
  const { own } = splitAddresses(report.added, added);
  return [entry('port', 'runner', `${also}listening on ${addressesText(own, view)}`)];
}

function addressesText(addresses: readonly string[], { theme }: View): string {
  return addresses.map((address) => addressText(address, theme)).join(', ');
}

/** The first ones, and how many more there are: from all of them down to one. */
function fewer(addresses: readonly string[], view: View): readonly string[] {
  if (addresses.length < 2) return [addressesText(addresses, view)];
  return addresses.map((_, at) => {
    const left = at === 0 ? '' : ` +${at}`;
    return `${addressesText(addresses.slice(0, addresses.length - at), view)}${left}`;
  });
}

function portsText(ports: readonly number[], view: View): string {
  return ports.map((port) => view.theme.accent(`:${port}`)).join(', ');
}

export function processHandedOver(report: ReportOf<'process-handed-over'>, view: View): Line[] {
  const text = `pid ${report.from} handed ${portsText(report.ports, view)} over to pid ${report.pid}`;
  return [entry('note', 'runner', facts(view, [text, 'which is the app from now on']))];
}

export function processNotReady(report: ReportOf<'process-not-ready'>, view: View): Line[] {
  const unicode = view.theme.unicode;
  const still =
    report.stillServing === undefined ? 'gorl waits on' : `${buildName(report.stillServing, view)} goes on serving`;
  const why = report.reason === undefined ? undefined : neutralWord(report.reason, unicode);
  return [entry('stuck', 'error', facts(view, [`not ready after ${duration(report.afterMs)}`, why, still]))];
}

export function processUnhealthy(report: ReportOf<'process-unhealthy'>, view: View): Line[] {
  const next = report.restarts ? 'it is started again' : undefined;
  const reason = neutralWord(report.reason, view.theme.unicode);
  return [entry('stuck', 'error', facts(view, ['the app does not answer any more', reason, next]))];
}

export function processDraining(report: ReportOf<'process-draining'>, view: View): Line[] {
  return view.debug
    ? [entry('stopping', 'runner', `run ${report.run}: ${count(report.requests, 'request')} may finish`)]
    : [];
}

export function processStopping(report: ReportOf<'process-stopping'>, view: View): Line[] {
  return view.debug
    ? [entry('stopping', 'runner', `run ${report.run}: ${neutralWord(report.signal)} (${report.reason})`)]
    : [];
}

export function processStuck(report: ReportOf<'process-stuck'>, view: View): Line[] {
  const asked = neutralWord(view.memory.stopping.get(report.run)?.signal ?? 'the stop signal', view.theme.unicode);
  return [
    entry(
      'stuck',
      'error',
      `did not exit within ${duration(report.graceMs)} of ${asked} ${view.theme.glyphs.arrow} SIGKILL`,
    ),
  ];
}

/** Kinds of goroutines of a dump shown without `-d`. */
const shownGoroutines = 5;

export function processDump(report: ReportOf<'process-dump'>, view: View): Line[] {
  if (report.goroutines.length === 0) return [];
  const shown = view.debug ? report.goroutines : report.goroutines.slice(0, shownGoroutines);
  const hidden = report.kinds - shown.length;
  const more = report.kinds > report.goroutines.length || view.debug ? '' : ' (-d shows them)';
  const kinds = report.kinds > 1 && report.kinds < report.count ? ` (${count(report.kinds, 'kind')})` : '';
  return [
    entry('stuck', 'error', `${count(report.count, 'goroutine')} kept it from stopping${kinds}:`),
    gap,
    ...shown.flatMap((text) => neutralLines(text, view.theme.unicode).map(plain)),
    ...(hidden > 0 ? [plain(view.theme.dim(`${count(hidden, 'more kind')}${more}`))] : []),
    gap,
  ];
}

export function processExited(report: ReportOf<'process-exited'>, view: View): Line[] {
  const left = leftRunning(report, view);
  if (report.expected) return [...askedToEnd(report, view), ...left];
  const crashed = !isCleanEnd(report);
  const how =
    report.end.type === 'spawn-failed'
      ? endText(report.end, view)
      : `${endText(report.end, view)} after ${duration(report.livedMs)}`;
  const text = facts(view, [how, othersRunning(report, view), nextText(report, view)]);
  const verb = report.end.type === 'spawn-failed' ? 'failed' : crashed ? 'crashed' : 'exited';
  const shown =
    report.diagnostic === undefined ? [] : [gap, ...fullDiagnostic(report.diagnostic, view).map(plain), gap];
  return [entry(verb, crashed ? 'error' : 'runner', text), ...shown, ...left];
}

/** The `ready` that follows a replacement tells how long the stop took; only other ends need a line. */
function askedToEnd(report: ReportOf<'process-exited'>, view: View): Line[] {
  const why = view.memory.stopping.get(report.run)?.reason;
  const took = `in ${duration(report.stopMs)}`;
  if (why === 'build-failed')
    return [entry('stopped', 'runner', facts(view, [took, 'the build failed, and stop_on_error is set']))];
  return view.debug
    ? [
        entry(
          'stopped',
          'runner',
          facts(view, [`run ${report.run}`, took, report.forced ? 'killed' : endText(report.end, view)]),
        ),
      ]
    : [];
}

function leftRunning(report: ReportOf<'process-exited'>, view: View): Line[] {
  if (report.leaked.length === 0) return [];
  const pids = report.leaked.join(' ');
  return [
    entry(
      'left',
      'error',
      `${count(report.leaked.length, 'process')} could not be killed, not even with SIGKILL: pid ${pids}`,
    ),
    advice(`inspect with: ps -fp ${report.leaked.join(',')}`, view),
  ];
}

function othersRunning(report: ReportOf<'process-exited'>, view: View): string {
  const others = [...view.memory.alive.keys()].filter((run) => run !== report.run);
  if (others.length === 0) return report.next?.type === 'shutdown' ? '' : 'nothing is running';
  return view.theme.warning('the previous build is still running');
}

function nextText(report: ReportOf<'process-exited'>, view: View): string | undefined {
  switch (report.next?.type) {
    case undefined:
      return undefined;
    case 'wait-for-change':
      return `waiting for a change${view.keys ? '; r restarts' : ''}`;
    case 'rerun':
      return `restarts in ${duration(report.next.inMs)}`;
    case 'rebuild':
      return 'rebuilding';
    case 'shutdown':
      return 'gorl exits too';
  }
}

/** The processes that are named; a fork bomb must not fill the screen. */
const namedProcesses = 3;

/** `/p/tmp/.gorl/shop --port 1` → `shop --port 1`. */
function withoutDirectory(command: string): string {
  return command.replace(/^\/\S*\/(?=\S)/, '');
}

export function processWaiting(report: ReportOf<'process-waiting'>, view: View): Line[] {
  const { unicode } = view.theme;
  const names = report.processes
    .slice(0, namedProcesses)
    .map(({ pid, command }) => `${neutralWord(withoutDirectory(command), unicode) || 'a process'} (pid ${pid})`);
  const more = report.processes.length - names.length;
  const who = [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  const foreign = report.processes.filter((each) => each.foreign === true);
  const pids = (foreign.length > 0 ? foreign : report.processes).map(({ pid }) => pid).join(' ');
  const whose = foreign.length > 0 ? "another user's" : undefined;
  const end = `stop it with: sudo kill ${foreign.length > 0 ? '' : '-9 '}${pids}`;
  if (report.unkillable) {
    const text = facts(view, [`for ${who}`, whose ?? 'not even SIGKILL stops it']);
    return [entry('waiting', 'error', text), advice(`${end}; nothing else starts until it is gone`, view)];
  }
  const text = facts(view, [`for ${who} to exit`, whose]);
  return [entry('waiting', 'runner', text), ...(foreign.length > 0 ? [advice(end, view)] : [])];
}

export function portInUse(report: ReportOf<'port-in-use'>, view: View): Line[] {
  const { holder, port } = report;
  if (holder === undefined) {
    return [
      entry('port', 'error', `:${port} is in use by a program that gorl cannot see`),
      advice(`find it with: lsof -i :${port} (as root)`, view),
    ];
  }
  if (holder.service !== undefined) {
    const name = neutralWord(holder.service, view.theme.unicode);
    return [
      entry('port', 'error', `:${port} is in use by the service ${name} (pid ${holder.pid})`),
      advice('give each a port of its own, by env or args in its table', view),
    ];
  }
  const who = `:${port} is in use by ${neutralWord(holder.command, view.theme.unicode)} (pid ${holder.pid})`;
  const whose = {
    this: 'started by this gorl',
    other:
      holder.gorlPid === undefined
        ? 'left over from another gorl'
        : `another gorl (pid ${holder.gorlPid}) is running it`,
    none: undefined,
  }[holder.gorl ?? 'none'];
  return [
    entry('port', 'error', facts(view, [who, whose])),
    advice(`stop it with: kill ${holder.gorlPid ?? holder.pid}`, view),
  ];
}
