import type { Report, ReportIn } from '../../protocol/report.ts';
import * as build from './lines-build.ts';
import * as problem from './lines-problems.ts';
import * as page from './lines-page.ts';
import * as app from './lines-process.ts';
import * as race from './lines-race.ts';
import * as rule from './lines-rules.ts';
import * as session from './lines-session.ts';
import type { Line, View } from './line.ts';

/** What a person is told by a report of tests. */
export type TestLines = (report: ReportIn<'test'>, view: View) => Line[];

/**
 * What a person is told by a report. Many are told by a later one, or only with `-d`: no lines then.
 *
 * @param ofTests no session of an app has them, and none is to load that
 */
export function linesOf(report: Report, view: View, ofTests: TestLines): Line[] {
  switch (report.type) {
    case 'session-started':
      return session.sessionStarted(report, view);
    case 'watch-started':
      return session.watchStarted(report, view);
    case 'files-changed':
      return session.filesChanged(report, view);
    case 'nothing-to-do':
      return session.nothingToDo(report, view);
    case 'config-reloaded':
      return session.configReloaded(report, view);
    case 'config-rejected':
      return session.configRejected(report, view);
    case 'paused':
    case 'resumed':
      return session.pausedOrResumed(report, view);
    case 'files-held':
      return session.filesHeld(report, view);
    case 'session-stopping':
      return session.sessionStopping(report, view);
    case 'session-ended':
      return session.sessionEnded(report, view);
    case 'build-started':
      return build.buildStarted(report, view);
    case 'command-started':
      return build.commandStarted(report, view);
    case 'command-output':
      return build.commandOutput(report, view);
    case 'command-failed':
      return build.commandFailed(report, view);
    case 'generator-started':
      return build.generatorStarted(report, view);
    case 'generator-finished':
      return build.generatorFinished(report, view);
    case 'build-succeeded':
      return build.buildSucceeded(report, view);
    case 'errors-found':
      return build.errorsFound(report, view);
    case 'build-failed':
      return build.buildFailed(report, view);
    case 'build-cancelled':
      return build.buildCancelled(report, view);
    case 'service-waiting':
      return app.serviceWaiting(report, view);
    case 'process-started':
      return app.processStarted(report, view);
    case 'process-ready':
      return app.processReady(report, view);
    case 'process-running':
      return app.processRunning(report, view);
    case 'process-listening':
      return app.processListening(report, view);
    case 'process-handed-over':
      return app.processHandedOver(report, view);
    case 'process-not-ready':
      return app.processNotReady(report, view);
    case 'process-unhealthy':
      return app.processUnhealthy(report, view);
    case 'process-draining':
      return app.processDraining(report, view);
    case 'process-stopping':
      return app.processStopping(report, view);
    case 'process-stuck':
      return app.processStuck(report, view);
    case 'process-dump':
      return app.processDump(report, view);
    case 'data-race':
      return race.dataRace(report, view);
    case 'process-exited':
      return app.processExited(report, view);
    case 'process-waiting':
      return app.processWaiting(report, view);
    case 'port-in-use':
      return app.portInUse(report, view);
    case 'rule-started':
      return rule.ruleStarted(report, view);
    case 'rule-finished':
      return rule.ruleFinished(report, view);
    case 'rule-superseded':
      return rule.ruleSuperseded(report, view);
    case 'rule-stopped':
      return rule.ruleStopped(report, view);
    case 'tests-started':
    case 'test-failed':
    case 'test-ended':
    case 'package-tested':
    case 'tests-finished':
    case 'tests-cancelled':
      return ofTests(report, view);
    case 'proxy-listening':
      return page.proxyListening(report, view);
    case 'proxy-closed':
      return page.proxyClosed(report, view);
    case 'pages-updated':
      return page.pagesUpdated(report, view);
    case 'page-error':
      return page.pageError(report, view);
    case 'notice':
      return problem.notice(report, view);
    case 'problems':
      return problem.problems(report, view);
  }
}
