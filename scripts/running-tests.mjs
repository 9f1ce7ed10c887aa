// A vitest reporter that keeps the names of what is running in $GORL_TEST_RUNNING, one a line, so that a run that
// is stopped can say what it hung in. Written at every step, because a stop may be a SIGKILL.
import { readFileSync, writeFileSync } from 'node:fs';

/** @public vitest asks for the default export. */
export default class RunningTests {
  #modules = new Map();
  #tests = new Map();

  onTestModuleStart(module) {
    this.#modules.set(module.id, module.relativeModuleId);
    this.#write();
  }

  onTestModuleEnd(module) {
    this.#modules.delete(module.id);
    this.#write();
  }

  onTestCaseReady(test) {
    this.#tests.set(test.id, { module: test.module.id, name: `${test.module.relativeModuleId} > ${test.fullName}` });
    this.#write();
  }

  onTestCaseResult(test) {
    this.#tests.delete(test.id);
    this.#write();
  }

  #write() {
    const tests = [...this.#tests.values()];
    // A file without a running test is in a hook.
    const hooks = [...this.#modules].filter(([id]) => tests.every(({ module }) => module !== id));
    const lines = [...tests.map(({ name }) => name), ...hooks.map(([, name]) => `${name} > (a hook)`)];
    writeFileSync(process.env.GORL_TEST_RUNNING, lines.join('\n'));
  }
}

/** What ran when it was written last. */
export function readRunning(file) {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
