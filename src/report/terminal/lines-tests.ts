import { count } from '../../base/plural.ts';
import type { ReportIn, ReportOf } from '../../protocol/report.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import { duration } from './durations.ts';
import { outputLines } from './lines-build.ts';
import { allProblems } from './fitted-problems.ts';
import { entry, facts, gap, lineBelow, type Line, type View } from './line.ts';
import { neutralWord } from './neutral-text.ts';

const shownPackages = 5;
const shownFiles = 10;

export function testLines(report: ReportIn<'test'>, view: View): Line[] {
  switch (report.type) {
    case 'tests-started':
      return testsStarted(report, view);
    case 'test-failed':
      return testFailed(report, view);
    case 'test-ended':
      return testEnded(report, view);
    case 'package-tested':
      return packageTested(report, view);
    case 'tests-finished':
      return testsFinished(report, view);
    case 'tests-cancelled':
      return testsCancelled(report, view);
  }
}

/** What follows from a change is named; at the start it is everything. */
function testsStarted({ packages, why }: ReportOf<'tests-started'>, view: View): Line[] {
  if (why !== 'change') return [entry('test', 'build', facts(view, [count(packages.length, 'package')]))];
  return [entry('test', 'build', named(packages, view))];
}

function testFailed(report: ReportOf<'test-failed'>, view: View): Line[] {
  const { package: name, test, durationMs, diagnostics } = report;
  const { theme } = view;
  if (test === undefined && areTold(diagnostics, view))
    return [entry('failed', 'error', facts(view, [name && shortName(name, view), 'not built, as above']))];
  const what = [
    test === undefined ? undefined : theme.strong(neutralWord(test, theme.unicode)),
    name && shortName(name, view),
  ];
  const heading = entry(
    'failed',
    'error',
    facts(view, [...what, test === undefined || durationMs < 1 ? undefined : duration(durationMs)]),
  );
  const output = outputLines(report.output, view);
  const below = output.length === 0 ? [gap] : [gap, ...output, gap];
  return diagnostics.length === 0
    ? [heading, ...below]
    : allProblems(diagnostics, { above: [heading, gap], below }, view);
}

/** By the build of the app. */
function areTold(diagnostics: readonly Diagnostic[], { memory: { failure } }: View): boolean {
  const isSame = (one: Diagnostic, other: Diagnostic): boolean =>
    one.message === other.message &&
    one.location?.file === other.location?.file &&
    one.location?.line === other.location?.line;
  const isTold = (one: Diagnostic): boolean => failure?.diagnostics.some((other) => isSame(one, other)) === true;
  return failure?.isOfTests !== true && diagnostics.length > 0 && diagnostics.every(isTold);
}

function testEnded({ package: name, test, outcome, durationMs }: ReportOf<'test-ended'>, view: View): Line[] {
  if (!view.debug) return [];
  const { unicode } = view.theme;
  const what = [neutralWord(test, unicode), shortName(name, view), neutralWord(outcome, unicode), duration(durationMs)];
  return [entry('test', 'build', facts(view, what))];
}

function packageTested(report: ReportOf<'package-tested'>, view: View): Line[] {
  const { package: name, outcome, cached, durationMs, measured = [] } = report;
  if (!view.debug && measured.length === 0) return [];
  const words = { passed: 'ok', failed: 'failed', 'not-built': 'not built', 'no-tests': 'no tests' }[outcome];
  return [
    entry('test', 'build', facts(view, [shortName(name, view), words, cached ? 'known' : duration(durationMs)])),
    ...outputLines(measured.join('\n'), view),
  ];
}

function testsFinished(report: ReportOf<'tests-finished'>, view: View): Line[] {
  const { ok, counts, durationMs, failing } = report;
  const { theme } = view;
  const text = facts(view, [
    counts.failed > 0 ? theme.error(`${counts.failed} failed`) : undefined,
    counts.passed > 0 ? theme.good(`${counts.passed} passed`) : undefined,
    counts.skipped > 0 ? theme.warning(`${counts.skipped} skipped`) : undefined,
    packagesText(report),
    duration(durationMs),
  ]);
  const lines = [entry(ok ? 'passed' : 'failed', ok ? 'runner' : 'error', text)];
  const still = ok && failing.length > 0 ? [lineBelow(theme.warning(`still failing: ${named(failing, view)}`))] : [];
  return [...lines, ...still, ...uncoveredLines(report, view)];
}

/** `calc.go:12-14, 20` for each file. */
function uncoveredLines({ uncovered = [] }: ReportOf<'tests-finished'>, { theme }: View): Line[] {
  if (uncovered.length === 0) return [];
  const files = new Map<string, string[]>();
  for (const { file, firstLine, lastLine } of uncovered) {
    const lines = firstLine === lastLine ? `${firstLine}` : `${firstLine}-${lastLine}`;
    files.set(file, [...(files.get(file) ?? []), lines]);
  }
  const places = [...files]
    .slice(0, shownFiles)
    .map(([file, lines]) => `${neutralWord(file, theme.unicode)}:${lines.join(', ')}`);
  const more = files.size > shownFiles ? [`and in ${count(files.size - shownFiles, 'more file')}`] : [];
  return ['changed, and no test ran it:', ...places, ...more].map((text) => lineBelow(theme.warning(text)));
}

function testsCancelled({ reason }: ReportOf<'tests-cancelled'>, view: View): Line[] {
  return view.debug ? [entry('test', 'build', `cancelled (${neutralWord(reason, view.theme.unicode)})`)] : [];
}

function packagesText({ packages, cached, failedPackages: failed }: ReportOf<'tests-finished'>): string {
  if (packages === 0) return 'no tests';
  const known = cached === 0 ? '' : cached === packages ? ', known' : `, ${cached} known`;
  return `${count(packages, 'package')}${failed === 0 ? '' : `, ${failed} failed`}${known}`;
}

function named(packages: readonly string[], view: View): string {
  const shown = packages.slice(0, shownPackages).map((name) => shortName(name, view));
  const others = packages.length - shown.length;
  return `${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** The last two words tell packages of one module apart, mostly. */
function shortName(name: string, { theme }: View): string {
  return neutralWord(name.split('/').slice(-2).join('/'), theme.unicode);
}
