import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Report, ReportOf } from '../protocol/report.ts';

interface Suite {
  readonly cases: Case[];
  durationMs: number;
}

interface Case {
  readonly name: string;
  readonly durationMs: number;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'not-built';
  readonly failure?: ReportOf<'test-failed'>;
}

/**
 * The newest run of tests as JUnit XML, as Jenkins' schema has it (xunit-plugin, junit-10.xsd): a suite for each
 * package. What failed without a test of its own, as a package that could not be built, is a case with an `error`.
 */
export class JUnitReport {
  readonly #suites = new Map<string, Suite>();
  #startedAtMs = 0;
  #durationMs = 0;

  /** True when a run is over, and the document whole. @param nowMs Unix ms */
  note(report: Report, nowMs: number): boolean {
    switch (report.type) {
      case 'tests-started':
        this.#suites.clear();
        this.#startedAtMs = nowMs;
        return false;
      case 'test-failed':
        this.#failed(report);
        return false;
      case 'test-ended':
        this.#ended(report);
        return false;
      case 'package-tested':
        if (report.outcome !== 'no-tests') this.#suite(report.package).durationMs = report.durationMs;
        return false;
      case 'tests-finished':
        this.#durationMs = report.durationMs;
        return true;
      default:
        return false;
    }
  }

  text(): string {
    const suites = [...this.#suites].map(([name, suite]) => this.#suiteText(name, suite));
    // The schema has no number of skipped ones here.
    const { tests, failures, errors } = countsOf([...this.#suites.values()].flatMap(({ cases }) => cases));
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites${attributes({ name: 'gorl test', tests, failures, errors, time: seconds(this.#durationMs) })}>`,
      ...suites,
      '</testsuites>',
      '',
    ].join('\n');
  }

  #failed(report: ReportOf<'test-failed'>): void {
    const { package: name = 'go', test, durationMs } = report;
    const outcome = test === undefined ? 'not-built' : 'failed';
    const label = test ?? (report.package === undefined ? 'the go command' : 'the package');
    this.#suite(name).cases.push({ name: label, durationMs, outcome, failure: report });
  }

  /** One that failed by itself is there already. */
  #ended({ package: name, test, outcome, durationMs }: ReportOf<'test-ended'>): void {
    const { cases } = this.#suite(name);
    if (outcome === 'failed' && cases.some((each) => each.name === test)) return;
    cases.push({ name: test, durationMs, outcome });
  }

  #suite(name: string): Suite {
    const known = this.#suites.get(name) ?? { cases: [], durationMs: 0 };
    this.#suites.set(name, known);
    return known;
  }

  #suiteText(name: string, { cases, durationMs }: Suite): string {
    const timestamp = new Date(this.#startedAtMs).toISOString().replace(/\.\d+Z$/, '');
    const open = attributes({ name, ...countsOf(cases), time: seconds(durationMs), timestamp });
    return [`  <testsuite${open}>`, ...cases.map((one) => caseText(name, one)), '  </testsuite>'].join('\n');
  }
}

function countsOf(cases: readonly Case[]): Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>> {
  const count = (outcome: Case['outcome']): number => cases.filter((each) => each.outcome === outcome).length;
  return { tests: cases.length, failures: count('failed'), errors: count('not-built'), skipped: count('skipped') };
}

function caseText(classname: string, { name, durationMs, outcome, failure }: Case): string {
  const open = `    <testcase${attributes({ classname, name, time: seconds(durationMs) })}`;
  if (outcome === 'passed') return `${open}/>`;
  if (outcome === 'skipped') return `${open}>\n      <skipped/>\n    </testcase>`;
  const element = outcome === 'failed' ? 'failure' : 'error';
  const [first] = failure?.diagnostics ?? [];
  const message = first?.message.split('\n', 1)[0] ?? 'a test below it failed';
  const words = [...(failure?.diagnostics ?? []).map(diagnosticText), failure?.output ?? ''];
  const text = escaped(words.filter((each) => each !== '').join('\n'));
  return `${open}>\n      <${element}${attributes({ message, type: first?.source ?? 'test' })}>${text}</${element}>\n    </testcase>`;
}

function diagnosticText({ location, message, notes }: Diagnostic): string {
  const lines = [{ location, message }, ...notes].map((each) =>
    each.location === undefined ? each.message : `${each.location.file}:${each.location.line}: ${each.message}`,
  );
  return lines.join('\n');
}

/** JUnit counts in seconds. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** XML 1.0 has no way to write most control characters, as an escape neither; halves of pairs are no characters. */
// eslint-disable-next-line no-control-regex
const unwritable = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Surrogate}/gu;

function escaped(text: string): string {
  return text.replaceAll(unwritable, '\uFFFD').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
