import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { projectWith, run } from './tested-project.ts';

const golden = `package calc

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write golden files")

func TestGolden(t *testing.T) {
	if *update {
		os.WriteFile("golden.txt", []byte("new"), 0o644)
	}
	if got, _ := os.ReadFile("golden.txt"); string(got) != "new" {
		t.Errorf("got %q", got)
	}
}
`;

describe('golden files', { timeout: 120_000 }, () => {
  test('are written by those packages whose tests have the flag, and no other is run', async () => {
    const project = projectWith({ 'calc/golden_test.go': golden, 'calc/golden.txt': 'old' });
    const { failed, tested } = await run(project, { golden: true });
    expect(failed).toEqual([]);
    expect(tested.map(({ package: name, outcome }) => [name, outcome])).toEqual([
      ['example.com/tested/calc', 'passed'],
    ]);
    expect(readFileSync(project.at('calc/golden.txt'), 'utf8')).toBe('new');
  });

  test('where no tests have it, that is said', async () => {
    const { failed, tested } = await run(projectWith(), { golden: true });
    expect(tested).toEqual([]);
    expect(failed[0]?.diagnostics[0]?.message).toBe('no package that fails has a flag -update');
  });
});
