import { join } from 'node:path';
import type { Env } from '../base/env.ts';
import { artifactMaker, makerText } from '../go/build/leftovers.ts';
import type { ProjectFiles } from './project-files.ts';

export interface AppStateOptions {
  readonly files: Pick<ProjectFiles, 'makeTmpDir' | 'makePrivateDir' | 'removeDir'>;
  /** Absolute; where it is when the app first starts counts for the whole session. */
  readonly tmpDir: () => string;
  readonly sessionId: string;
  readonly service: string;
}

/**
 * The directory of a service in which its processes of one session leave each other what is to survive a restart. It
 * bears the name of the session, so that it is empty at its start, and is swept with what a killed gorl leaves.
 */
export class AppState {
  readonly #options: AppStateOptions;
  #path: string | undefined;

  constructor(options: AppStateOptions) {
    this.#options = options;
  }

  /** For the next process; the directory is there, unless it cannot be made. */
  env(): Env {
    const { files, tmpDir, sessionId, service } = this.#options;
    const dir = tmpDir();
    const path = this.#path ?? join(dir, `.${makerText(artifactMaker(sessionId))}-${service}-state-0`);
    try {
      // Somebody may have removed it.
      files.makeTmpDir(dir);
      files.makePrivateDir(path);
    } catch {
      // Whoever needs it finds no variable, and says so better than gorl can.
      return {};
    }
    this.#path = path;
    return { GORL_STATE_DIR: path };
  }

  /** No process lives any more. */
  async remove(): Promise<void> {
    if (this.#path !== undefined) await this.#options.files.removeDir(this.#path);
  }
}
