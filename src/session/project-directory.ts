import { statSync } from 'node:fs';
import type { Reporter } from '../engine/ports.ts';
import type { Project } from './service-plan/project.ts';

/** Whether the directory that a project lives in is there: it may be moved away, removed, or put back. */
export class ProjectDirectory {
  private readonly reporter: Reporter;
  private identity: string | undefined;
  private isGone = false;

  constructor(reporter: Reporter) {
    this.reporter = reporter;
  }

  /** Looks, and tells when it went or came back. Where it is another directory now, gorl goes there. */
  isThere({ cwd, root }: Pick<Project, 'cwd' | 'root'>): boolean {
    const identity = identityOf(cwd);
    if (identity === undefined || identityOf(root) === undefined) {
      if (!this.isGone) this.tell('warning', 'the project directory is gone; waiting for it', root);
      this.isGone = true;
      return false;
    }
    if (this.isGone) this.tell('info', 'the project directory is back', root);
    this.isGone = false;
    if (this.identity !== undefined && this.identity !== identity) enter(cwd);
    this.identity = identity;
    return true;
  }

  private tell(level: 'info' | 'warning', message: string, root: string): void {
    this.reporter.report({ type: 'notice', level, message: `${message}: ${root}` });
  }
}

/** Nothing may be made below a project that is not there: what comes back would land inside it. */
export function requireProject({ cwd, root }: Pick<Project, 'cwd' | 'root'>): void {
  for (const directory of [cwd, root])
    if (identityOf(directory) === undefined) throw new Error(`the project directory is gone: ${directory}`);
}

function identityOf(directory: string): string | undefined {
  try {
    const stats = statSync(directory);
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What cannot be looked at need not be gone.
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : String(code);
  }
}

function enter(cwd: string): void {
  try {
    process.chdir(cwd);
  } catch {
    // Gone again, or closed to us: the next look tells.
  }
}
