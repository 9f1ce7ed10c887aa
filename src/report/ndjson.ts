import { defined } from '../base/defined.ts';
import type { Report } from '../protocol/report.ts';
import { eventsVersion } from '../protocol/report/envelope.ts';

/** Numbers reports from 1 and renders each as one line of JSON, newline included. */
export function createEventRenderer(): (report: Report, nowMs: number, service?: string) => string {
  let seq = 0;
  return (report, nowMs, service) => {
    seq += 1;
    return `${JSON.stringify({ v: eventsVersion, seq, t: Math.round(nowMs), ...defined({ service }), ...report })}\n`;
  };
}
