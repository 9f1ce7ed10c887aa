// The floor of a save of an example: builds by hand, until the server answers.
import { firstAnswer, freePort } from './first-answer.mjs';
import { HandBuilds } from './tools/hand-builds.mjs';

export async function startByHand(subject, env) {
  const port = await freePort();
  const builds = new HandBuilds({ cwd: subject.folder, env: { ...env, PORT: String(port) } });

  /** `go build`, SIGKILL to the old process and wait for its end, exec, first answer. Returns the ms since the save. */
  async function reload() {
    const { text, savedAt } = subject.save();
    const { promise: started, resolve: runs } = deferred();
    const answered = firstAnswer({ port, path: subject.path, text, started });
    const { isBuilt } = await builds.reload();
    if (!isBuilt) throw new Error(`go build failed:\n${builds.output}`);
    runs();
    return (await answered) - savedAt;
  }

  return { reload, stop: () => builds.stop() };
}

function deferred() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}
