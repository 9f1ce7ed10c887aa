import type { Report } from '../engine/report.ts';

export type Doing = 'building' | 'stopping' | 'starting';

/** What a service is busy with, as far as its reports tell. */
export interface Activity {
  readonly doing: Doing | undefined;
  readonly sinceMs: number;
}

export const idle: Activity = { doing: undefined, sinceMs: 0 };

export function activityAfter(before: Activity, report: Report, nowMs: number): Activity {
  switch (report.type) {
    case 'build-started':
      return { doing: 'building', sinceMs: nowMs };
    case 'process-stopping':
      return { doing: 'stopping', sinceMs: nowMs };
    case 'process-started':
      return { doing: 'starting', sinceMs: nowMs };
    case 'build-succeeded':
    case 'build-failed':
    case 'build-cancelled':
      return before.doing === 'building' ? idle : before;
    case 'process-ready':
    case 'process-exited':
    case 'session-ended':
      return idle;
    default:
      return before;
  }
}
