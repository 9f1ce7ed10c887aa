import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { EventTape } from '../../support/event-tape.ts';
import { GorlRig } from '../../support/gorl-rig.ts';

/** It takes a moment, so that no duration is zero. */
const slow = `package calc

import (
	"testing"
	"time"
)

func TestSum(t *testing.T) {
	time.Sleep(20 * time.Millisecond)
	if got := Sum(1, 2); got != 4 {
		t.Errorf("Sum(1, 2) = %d, want 4", got)
	}
}
`;
const calc = 'package calc\n\n// Sum adds two numbers.\nfunc Sum(a, b int) int { return a + b }\n';

test('tests that fail, and tests that a save ends', async () => {
  const files = { 'go.mod': 'module example.com/shop\n\ngo 1.19\n', 'calc/calc.go': calc, 'calc/calc_test.go': slow };
  await using rig = new GorlRig({ files });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...args], { cwd: rig.dir, env: rig.env() });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'begin');
  rig.write('calc/more.go', 'package calc\n\nfunc double(a int) int {\n\treturn 2 * a\n}\n');
  const tape = new EventTape().of(rig);
  rig.start(['test', '-cover']);
  tape.keep(
    await rig.waitForEvent('tests-started'),
    await rig.waitForEvent('test-failed'),
    await rig.waitForEvent('test-ended'),
    await rig.waitForEvent('package-tested'),
    await rig.waitForEvent('tests-finished'),
  );
  rig.write('calc/calc_test.go', slow.replace('20 * time.Millisecond', 'time.Hour'));
  await rig.waitForEvent('tests-started');
  rig.write('calc/calc_test.go', slow);
  tape.keep(await rig.waitForEvent('tests-cancelled'));
  await tape.expectRecorded('go-tests');
});
