import { expect, test } from 'vitest';
import { relayJobControl, type JobControlHost } from '../../../../src/process/tree/job-control.ts';

function setup(canBeResumed = true) {
  const log: string[] = [];
  const handlers = new Map<string, () => void>();
  const host: JobControlHost = {
    on: (signal, listener) => void handlers.set(signal, listener),
    off: (signal) => void handlers.delete(signal),
    signalGroup: (pgid, signal) => void log.push(`${signal} ${pgid}`),
    suspendJob: () => void log.push('suspend job'),
    stopSelf: () => void log.push('stop self'),
    canBeResumed: () => canBeResumed,
  };
  const control = relayJobControl({
    groups: () => [10, 20],
    onSuspend: () => void log.push('restore terminal'),
    onResume: () => void log.push('resume'),
    host,
  });
  return { log, control, handlers, fire: (signal: string) => handlers.get(signal)?.() };
}

test('Ctrl-Z stops all groups, then gorl; fg lets all go on', () => {
  const { log, fire } = setup();
  fire('SIGTSTP');
  expect(log).toEqual(['SIGSTOP 10', 'SIGSTOP 20', 'restore terminal', 'stop self']);
  log.length = 0;
  fire('SIGCONT');
  expect(log).toEqual(['resume', 'SIGCONT 10', 'SIGCONT 20']);
});

test('a resized window is told to all groups', () => {
  const { log, fire } = setup();
  fire('SIGWINCH');
  expect(log).toEqual(['SIGWINCH 10', 'SIGWINCH 20']);
});

test('Ctrl-Z typed in raw mode goes to the whole shell job', () => {
  const { log, control } = setup();
  control.suspend();
  expect(log).toEqual(['suspend job']);
});

test('without a shell that could resume gorl, nothing stops', () => {
  const { log, control, fire } = setup(false);
  fire('SIGTSTP');
  control.suspend();
  expect(log).toEqual([]);
});

test('dispose takes the handlers away', () => {
  const { control, handlers } = setup();
  control.dispose();
  expect([...handlers]).toEqual([]);
});
