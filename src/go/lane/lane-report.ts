import { writeFileSync } from 'node:fs';
import type { LaneRequest } from '../build/fast-lane.ts';
import { laneReportIn } from '../build/lane-files.ts';
import type { ArmedLane } from './armed-lane.ts';

export interface LaneReport {
  readonly request: LaneRequest;
  readonly lane: ArmedLane;
  readonly goEnv: Readonly<Record<string, string>>;
  /** Of the binary that the lane made. */
  readonly contentId: string;
  /** What the go command made. */
  readonly found: string;
  /** Absolute; the report is written there. */
  readonly tmpDir: string;
}

/** What somebody needs who is to find out why the lane was wrong: no line of the user's code is in it. */
export function writeLaneReport(report: LaneReport): string {
  const { request, goEnv, contentId, found, tmpDir } = report;
  const { build } = request.plan;
  const file = laneReportIn(tmpDir);
  const lines = [
    'gorl: the fast lane made another binary than go build.',
    `go: ${goEnv['GOVERSION']} ${goEnv['GOOS']}/${goEnv['GOARCH']} CGO_ENABLED=${goEnv['CGO_ENABLED']} GOEXPERIMENT=${goEnv['GOEXPERIMENT']}`,
    `flags: ${JSON.stringify(build.flags)}`,
    `packages: ${JSON.stringify(build.packages)}`,
    `content ID of the lane: ${contentId}`,
    `go build: ${found}`,
    'what was compiled since the lane was made, oldest first:',
    ...report.lane.history,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
