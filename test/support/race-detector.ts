import { execFileSync } from 'node:child_process';
import { findOnPath } from '../../src/base/find-on-path.ts';

/** Why `go build -race` does not work here; undefined where it does. It needs cgo, thus a C compiler. */
export function noRaceDetector(): string | undefined {
  const [cgo = '', compiler = ''] = execFileSync('go', ['env', 'CGO_ENABLED', 'CC'], { encoding: 'utf8' }).split('\n');
  if (cgo !== '1') return `-race needs cgo, and go env CGO_ENABLED is ${cgo}`;
  const [program = ''] = compiler.split(' ');
  return findOnPath(program, process.env) === undefined
    ? `-race needs a C compiler, and there is no ${program}`
    : undefined;
}

/** Has the app of a rig built with the race detector. */
export const withRaceDetector = { '.air.toml': '[build]\ncmd = "go build -race -o ./tmp/main ."\n' } as const;
