/**
 * Signals a process, or with a negative number a process group. Says false when there is none (any
 * more) or it is not ours. Never pid 0 or 1, never gorl itself or its own group by pid.
 */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  if (!Number.isInteger(pid) || Math.abs(pid) <= 1 || pid === process.pid) return false;
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
