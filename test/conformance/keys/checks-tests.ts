import type { ReportOf } from '../../../src/protocol/report.ts';
import type { Key } from '../../../src/config/keys/keys.ts';
import { GorlRig } from '../../support/gorl-rig.ts';
import type { Check, Files } from './check.ts';

const testOf = (name: string): string => `package ${name}

import (
	"flag"
	"testing"
)

var word = flag.String("word", "", "")

func TestWord(t *testing.T) {
	if *word != "" || testing.Short() {
		t.Fatal("told to")
	}
}
`;

const files: Files = {
  'go.mod': 'module m\n\ngo 1.21\n',
  'main.go': 'package main\n\nimport "time"\n\nfunc main() { time.Sleep(time.Hour) }\n',
  'main_test.go': testOf('main'),
  'other/other.go': 'package other\n',
  'other/other_test.go': testOf('other'),
};

/** What comes of `gorl test --once`. */
async function outcome(given: Files): Promise<unknown> {
  await using rig = new GorlRig({ files: given });
  rig.start(['test', '--once']);
  await rig.waitForExit();
  const { packages, failedPackages } = rig.events.find(
    (event): event is typeof event & ReportOf<'tests-finished'> => event.type === 'tests-finished',
  ) ?? { packages: 0, failedPackages: 0 };
  return { packages, failedPackages };
}

/** With it all tests fail. */
const failing = (effect: string, value: readonly string[]): Check => ({
  ...{ effect, value, given: { files }, see: outcome },
  withKey: { packages: 2, failedPackages: 2 },
  without: { packages: 2, failedPackages: 0 },
});

export const testChecks = {
  'test.on_change': {
    effect: 'a save runs the tests that it affects',
    value: true,
    given: { files },
    async see(given) {
      await using rig = new GorlRig({ files: given });
      rig.start();
      await rig.waitForEvent('process-ready');
      rig.write('main.go', String(files['main.go']).replace('time.Hour', '2 * time.Hour'));
      await rig.waitForEvent('process-ready');
      // What nobody waits for is done then: it comes after tests.
      const next = await rig.waitForMatch(
        'tests, or idle work',
        (event) => event.type === 'tests-started' || (event.type === 'notice' && event.message.includes('fast lane')),
      );
      return next.type === 'tests-started';
    },
    withKey: true,
    without: false,
  },
  'test.packages': {
    effect: 'their tests are run',
    value: ['./other'],
    given: { files },
    see: outcome,
    withKey: { packages: 1, failedPackages: 0 },
    without: { packages: 2, failedPackages: 0 },
  },
  'test.flags': failing('go test gets these flags', ['-short']),
  'test.args': failing('the test binaries get these arguments', ['-word', 'given']),
} as const satisfies Partial<Record<Key, Check>>;
