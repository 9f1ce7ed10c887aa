// A vitest reporter that writes {passed, failed, skipped: [{name, reason}]} to $GORL_TEST_SUMMARY,
// again after every test file, so that a run that is stopped still counts.
import { writeFileSync } from 'node:fs';

export default class SummaryReporter {
  #done = new Set();

  onTestModuleEnd(module) {
    this.#done.add(module);
    this.#write([...this.#done], []);
  }

  onTestRunEnd(modules, unhandledErrors) {
    this.#write(modules, unhandledErrors);
  }

  #write(modules, unhandledErrors) {
    const summary = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // Errors outside of tests: the file does not load, a hook throws.
      summary.failed += module.errors().length;
      for (const suite of module.children.allSuites()) summary.failed += suite.errors().length;
      for (const test of module.children.allTests()) count(summary, test);
    }
    writeFileSync(process.env.GORL_TEST_SUMMARY, JSON.stringify(summary));
  }
}

function count(summary, test) {
  const { state, note } = test.result();
  if (state === 'passed') summary.passed += 1;
  else if (state === 'skipped') summary.skipped.push({ name: test.fullName, reason: note ?? 'no reason given' });
  else summary.failed += 1; // failed, or still pending when the run was stopped
}
