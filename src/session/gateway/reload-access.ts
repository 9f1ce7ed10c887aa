import type { Env } from '../../base/env.ts';
import { removeFileWith, writePrivateFile } from '../../base/private-file.ts';
import { reloadFileIn } from '../state-file.ts';

export interface Access {
  readonly port: number;
  readonly token: string;
}

/** How other tools make the pages reload: variables for hooks and rules, and the same in a file for everybody else. */
export class ReloadAccess {
  readonly #path: string;
  readonly #text: string;
  readonly env: Env;

  constructor(tmpDir: string, { port, token }: Access) {
    this.#path = reloadFileIn(tmpDir);
    this.env = { GORL_RELOAD_URL: `http://127.0.0.1:${port}/__gorl/reload`, GORL_RELOAD_TOKEN: token };
    this.#text = Object.entries(this.env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');
    try {
      writePrivateFile(this.#path, this.#text);
    } catch {
      // tmp_dir is gone, full, or read-only: hooks have the variables all the same.
    }
  }

  /** Of two gorls with one `tmp_dir` the later one has the file. */
  end(): void {
    removeFileWith(this.#path, this.#text);
  }
}
