import type { Clock } from '../../src/session/adapters.ts';
import type { CleanOptions } from '../../src/session/clean-tmp-dir.ts';
import type { ProjectFiles } from '../../src/session/project-files.ts';

/** Time that passes when the test says. */
export function createFakeClock(): Clock & { pass(ms: number): void } {
  let ms = 1_000_000;
  const pending = new Set<{ readonly atMs: number; readonly fire: () => void }>();
  return {
    now: () => ms,
    after(delayMs, fire) {
      const timer = { atMs: ms + delayMs, fire };
      pending.add(timer);
      return () => void pending.delete(timer);
    },
    soon: (fire) => queueMicrotask(fire),
    pass(by) {
      ms += by;
      for (const timer of pending) {
        if (timer.atMs > ms) continue;
        pending.delete(timer);
        timer.fire();
      }
    },
  };
}

export function createFakeFiles() {
  const written = new Map<string, number>();
  const generated = new Set<string>();
  const sources = new Map<string, string>();
  const programs = new Set<string>();
  const made: string[] = [];
  const removed: string[] = [];
  const entered: string[] = [];
  const cleaned: CleanOptions[] = [];
  const state = { identity: '1:1' as string | undefined, unwritable: false };
  const adapter: ProjectFiles = {
    writtenAt: (path) => written.get(path) ?? 0,
    stampOf: (path) => String(written.get(path)),
    isGenerated: (path) => generated.has(path),
    readSource: (path) => sources.get(path),
    keep(path, text) {
      written.set(path, 0);
      sources.set(path, text);
    },
    makePrivateDir(path) {
      if (state.unwritable) throw Object.assign(new Error('no'), { code: 'EACCES' });
      made.push(path);
    },
    removeDir: (path) => Promise.resolve(void removed.push(path)),
    holdsProgram: (directory) => programs.has(directory),
    exists: (path) => written.has(path),
    identityOf: () => state.identity,
    enter: (directory) => void entered.push(directory),
    makeTmpDir(path) {
      if (state.unwritable) throw Object.assign(new Error('no'), { code: 'EACCES' });
      made.push(path);
    },
    cleanTmpDir(options) {
      cleaned.push(options);
      return Promise.resolve(`clean_on_exit removed ${options.dir}`);
    },
  };
  return { adapter, written, generated, sources, programs, made, removed, entered, cleaned, state };
}
