import { count } from '../../base/plural.ts';
import type { FileChange } from '../../protocol/change.ts';
import type { By } from '../../protocol/request.ts';
import type { ShutdownReason } from '../../protocol/shutdown-reason.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { textWidth, truncateMiddle } from './display-width.ts';
import { duration } from './durations.ts';
import { problemBlock, summary } from './lines-problems.ts';
import { entry, facts, gap, type Line, lineBelow, timeCells, verbCells, type View } from './line.ts';
import { nothingKey } from './memory.ts';
import { neutralWord } from './neutral-text.ts';

/** `gorl 0.1.0 · go1.26.8 · ./cmd/api --port 80 · .air.toml`. */
export function sessionStarted(report: ReportOf<'session-started'>, view: View): Line[] {
  const { theme } = view;
  const known = [`gorl ${report.version}`, report.go, report.config].reduce(
    (sum, part) => sum + textWidth(part ?? ''),
    9,
  );
  return [
    {
      kind: 'title',
      text: facts(view, [
        `${theme.strong('gorl')} ${neutralWord(report.version, theme.unicode)}`,
        report.go && neutralWord(report.go, theme.unicode),
        theme.accent(shortened([report.target, ...(report.args ?? []).map(shownArgument)].join(' '), view, known)),
        report.config && neutralWord(report.config, theme.unicode),
      ]),
    },
  ];
}

/** A word that a shell would take apart is told as one. */
function shownArgument(word: string): string {
  return /^[^\s"']+$/.test(word) ? word : JSON.stringify(word);
}

export function watchStarted(report: ReportOf<'watch-started'>, view: View): Line[] {
  const { theme } = view;
  const polling =
    report.mode === 'polling'
      ? `, polling${report.pollIntervalMs === undefined ? '' : ` every ${duration(report.pollIntervalMs)}`}`
      : '';
  const reason = report.reason === undefined ? '' : ` (${neutralWord(report.reason, theme.unicode)})`;
  const watched = `${count(report.directories, 'directory')}, ${count(report.files, 'file')}`;
  const leftOut = view.debug ? (report.leftOut ?? []) : [];
  return [
    entry('watch', 'watcher', watched + polling + reason),
    ...leftOut.map(({ by, directories }) => lineBelow(theme.dim(leftOutBy(by, directories, theme.unicode)))),
  ];
}

/** `left out by .gitignore: dist, web/build and 3 more`. */
function leftOutBy(by: string, directories: readonly string[], unicode: boolean): string {
  const named = directories.slice(0, shownLeftOut).map((path) => neutralWord(path, unicode));
  const others = directories.length - named.length;
  return `left out by ${neutralWord(by, unicode)}: ${named.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

const shownLeftOut = 12;

export function filesChanged(report: ReportOf<'files-changed'>, view: View): Line[] {
  const { theme } = view;
  const note = report.cancels === undefined ? '' : 'the build starts over';
  return [
    entry(
      'change',
      'watcher',
      facts(view, [changedFiles(report.files, view, textWidth(note) + 3), note && theme.dim(note)]),
    ),
  ];
}

/** After a build, what came of it; otherwise why a change was not worth one: once per file and reason, with `-d` always. */
export function nothingToDo(report: ReportOf<'nothing-to-do'>, view: View): Line[] {
  const { memory, theme } = view;
  const reason = neutralWord(report.reason, theme.unicode);
  const isOutcome = report.generation !== undefined;
  if (isOutcome && memory.brokenBy !== undefined)
    return [entry('ready', 'runner', facts(view, [theme.good('fixed'), 'same binary, app not restarted']))];
  const isTold = ({ rel }: FileChange): boolean => memory.nothingTold.has(nothingKey(rel, report.reason));
  if (!isOutcome && !view.debug && report.files.every(isTold)) return [];
  const files = report.files.length === 0 || isOutcome ? '' : changedFiles(report.files, view, textWidth(reason) + 3);
  const rest = isOutcome ? 'the app keeps running' : '';
  return [entry('nothing', 'watcher', facts(view, [files, reason, rest]))];
}

export function configReloaded(report: ReportOf<'config-reloaded'>, view: View): Line[] {
  const { unicode } = view.theme;
  const changed = report.changed.map((key) => neutralWord(key, unicode)).join(', ');
  return [
    entry(
      'config',
      'main',
      `${neutralWord(report.file, unicode)} reloaded${changed === '' ? ', no settings changed' : `: ${changed}`}`,
    ),
  ];
}

export function configRejected(report: ReportOf<'config-rejected'>, view: View): Line[] {
  const text = `${neutralWord(report.file, view.theme.unicode)}: ${summary(report.diagnostics)}`;
  const heading = entry('config', 'error', facts(view, [text, 'keeping the previous settings']));
  return problemBlock(report.diagnostics, { above: [heading, gap], below: [gap] }, view);
}

export function pausedOrResumed(report: ReportOf<'paused' | 'resumed'>, view: View): Line[] {
  if (report.type === 'resumed') return [entry('resumed', 'main', 'changes take effect again')];
  return [entry('paused', 'main', `changes wait${view.keys ? ' until you press p' : ''}`)];
}

/** What was saved is seen, and what makes it count is said. */
export function filesHeld(report: ReportOf<'files-held'>, view: View): Line[] {
  const waits = report.files.length === 1 ? 'waits' : 'wait';
  const how = view.keys ? 'p resumes' : '';
  const cells = textWidth(waits) + textWidth(how) + 4;
  return [entry('paused', 'main', facts(view, [`${changedFiles(report.files, view, cells)} ${waits}`, how]))];
}

export function sessionStopping(report: ReportOf<'session-stopping'>, view: View): Line[] {
  if (report.forced) return [entry('stopping', 'main', 'now, by force')];
  // Nobody asked for it; what came of it is told at its end.
  if (report.reason.type === 'once' && !view.debug) return [];
  const again = report.reason.type === 'once' ? '' : view.theme.dim('repeat to kill');
  return [entry('stopping', 'main', facts(view, [reasonText(report.reason), again]))];
}

export function sessionEnded(report: ReportOf<'session-ended'>, view: View): Line[] {
  const { memory } = view;
  // Refused before anything was started: why has been told, and there is nothing to sum up.
  const neverStarted = memory.target === '' && memory.stoppingSinceMs === undefined;
  if (report.reason.type === 'error' && neverStarted && !view.debug) return [];
  if (report.reason.type === 'once' && memory.endTold && memory.leaked === 0 && !view.debug) return [];
  const why = report.reason.type === 'error' ? '' : reasonText(report.reason);
  const took =
    memory.stoppingSinceMs === undefined || report.reason.type === 'once'
      ? ''
      : `in ${duration(view.nowMs - memory.stoppingSinceMs)}`;
  const failed = report.reason.type === 'error' || (report.reason.type === 'once' && !report.reason.ok);
  const left =
    memory.leaked > 0
      ? `${count(memory.leaked, 'process')} could not be killed`
      : memory.alive.size === 0 && report.reason.type !== 'once'
        ? 'nothing is left running'
        : '';
  const code = report.exitCode === 0 || isSignal(report.reason) ? '' : `exit code ${report.exitCode}`;
  return [entry('stopped', failed || memory.leaked > 0 ? 'error' : 'main', facts(view, [why, took, left, code]))];
}

function reasonText(reason: ShutdownReason): string {
  switch (reason.type) {
    case 'request':
      return askedBy(reason.by);
    case 'once':
      return reason.ok ? 'the app exited' : '--once: failed';
  }
}

function askedBy(by: By): string {
  switch (by.type) {
    case 'key':
      return neutralWord(by.key);
    case 'rule':
      return `rule ${neutralWord(by.name)}`;
    case 'signal':
      return by.signal === 'SIGINT' ? 'Ctrl-C' : neutralWord(by.signal);
  }
}

function isSignal(reason: ReportOf<'session-ended'>['reason']): boolean {
  return reason.type === 'request' && reason.by.type === 'signal';
}

/** `internal/user/store.go +2`: the first by name, and how many more. */
export function changedFiles(files: readonly FileChange[], view: View, cellsAfter: number): string {
  const [first] = files;
  if (first === undefined) return '';
  const gone = files.every((file) => file.kind === 'deleted') ? ' deleted' : '';
  const more = files.length > 1 ? ` +${files.length - 1}` : '';
  return shortened(first.rel, view, timeCells + verbCells + more.length + gone.length + cellsAfter) + more + gone;
}

/** A path, cut in the middle if the line would not fit beside `otherCells` of other text; never off a terminal. */
function shortened(path: string, view: View, otherCells: number): string {
  const { unicode, glyphs } = view.theme;
  const text = neutralWord(path, unicode);
  return view.columns === undefined
    ? text
    : truncateMiddle(text, Math.max(16, view.columns - otherCells - 1), glyphs.ellipsis);
}
