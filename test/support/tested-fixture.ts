import { renameSync } from 'node:fs';
import type { GorlRig } from './gorl-rig.ts';

/** Import paths of `fixtures/tested`, without the module's. */
export const shortNames = (names: readonly string[]): string[] =>
  names.map((name) => name.replace('example.com/tested/', ''));

/** As editors do it: at no moment is half of it there. */
export function saveWhole(rig: GorlRig, name: string, change: (text: string) => string): void {
  rig.write('.new', change(rig.read(name)));
  renameSync(rig.path('.new'), rig.path(name));
}

/** Of calc/calc.go: tests of calc and shop fail. */
export const breakSum = (text: string): string => text.replace('total += number', 'total -= number');
export const repairSum = (text: string): string => text.replace('total -= number', 'total += number');

/** A test of calc that starts a child, and goes on for an hour. */
export const slowTest = `package calc

import (
	"os/exec"
	"testing"
	"time"
)

func TestSlow(t *testing.T) {
	if err := exec.Command("sleep", "3600").Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Hour)
}
`;

/** How many children of that test live. */
export const sleepers = (rig: GorlRig): number =>
  rig.survivors().filter(({ command }) => command === 'sleep 3600').length;

/** A test of that package which compares with `testdata/golden.txt`, and has the flag that writes it anew. */
export const goldenTest = (name: string, got: string): string => `package ${name}

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write golden files")

func TestGolden(t *testing.T) {
	got := ${got}
	if *update {
		if err := os.WriteFile("testdata/golden.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/golden.txt")
	if err != nil || string(want) != got {
		t.Errorf("got %q, want %q", got, want)
	}
}
`;
