import { isSuccess } from '../../protocol/process-end.ts';
import type { ReportOf } from '../../protocol/report.ts';
import { duration } from './durations.ts';
import { endText } from './lines-build.ts';
import { allProblems } from './fitted-problems.ts';
import { advice } from './lines-problems.ts';
import { changedFiles } from './lines-session.ts';
import { entry, facts, gap, type Line, type View } from './line.ts';
import { neutralWord } from './neutral-text.ts';

export function ruleStarted(report: ReportOf<'rule-started'>, view: View): Line[] {
  const { unicode } = view.theme;
  const what = `${neutralWord(report.rule, unicode)}: ${neutralWord(report.command, unicode)}`;
  return [entry('rule', 'build', facts(view, [what, changedFiles(report.files, view, what.length + 3)]))];
}

export function ruleFinished(report: ReportOf<'rule-finished'>, view: View): Line[] {
  const name = neutralWord(report.rule, view.theme.unicode);
  if (isSuccess(report.end)) {
    const next = { none: undefined, restart: 'the app restarts', reload: 'the pages reload' }[report.next];
    return next === undefined && !view.debug
      ? []
      : [entry('rule', 'build', facts(view, [`${name}: done in ${duration(report.durationMs)}`, next]))];
  }
  const failed = entry('failed', 'error', facts(view, [`rule ${name}`, endText(report.end, view)]));
  return report.diagnostics.length === 0
    ? [failed]
    : allProblems(report.diagnostics, { above: [failed, gap], below: [gap] }, view);
}

export function ruleSuperseded(report: ReportOf<'rule-superseded'>, view: View): Line[] {
  return view.debug ? [entry('rule', 'build', `${neutralWord(report.rule, view.theme.unicode)} starts over`)] : [];
}

export function ruleStopped(report: ReportOf<'rule-stopped'>, view: View): Line[] {
  const { unicode } = view.theme;
  const name = neutralWord(report.rule, unicode);
  const text = `rule ${name} triggers itself by writing ${changedFiles(report.files, view, 40)}: stopped after ${report.runs} runs`;
  return [entry('warning', 'warning', text), advice('add what it writes to exclude_regex of the rule', view)];
}
