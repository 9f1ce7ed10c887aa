import type { Diagnostic } from '../../../../src/protocol/diagnostic.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import { sessionStarted, store, watchStarted } from '../report-examples.ts';

export const started: readonly Report[] = [
  sessionStarted,
  watchStarted,
  { type: 'build-started', generation: 1, cause: { type: 'start' } },
  { type: 'build-succeeded', generation: 1, durationMs: 840 },
  { type: 'process-started', run: 1, generation: 1, pid: 48213 },
  {
    type: 'process-ready',
    run: 1,
    generation: 1,
    pid: 48213,
    port: 8080,
    ports: [8080],
    addresses: ['http://localhost:8080'],
    startMs: 61,
    buildMs: 840,
  },
];
export const change: Report = { type: 'files-changed', files: [store] };
export const build = (generation: number): Report => ({
  type: 'build-started',
  generation,
  cause: { type: 'files', files: [store] },
});
export const failed = (diagnostics: readonly Diagnostic[], stillServing?: number): Report => ({
  type: 'build-failed',
  generation: 2,
  durationMs: 390,
  end: { type: 'code', code: 1 },
  diagnostics,
  output: '',
  ...(stillServing === undefined ? {} : { stillServing }),
});

export function withGeneration(stillServing: number) {
  return (report: Report): Report => (report.type === 'build-failed' ? { ...report, stillServing } : report);
}
