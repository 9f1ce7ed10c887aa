import { GorlRig } from './gorl-rig.ts';

/** What the program says of itself when it starts. */
export interface Said {
  readonly version: string;
  readonly args: readonly string[];
  /** os.Args[0] */
  readonly name: string;
  /** os.Executable() */
  readonly executable: string;
  readonly cwd: string;
  /** The variables that begin with `APP_`. */
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
}

const source = `// Command talking tells what it was started with, and waits for a signal.
package main

import (
	"encoding/json"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

const version = "v1"

func main() {
	env := map[string]string{}
	for _, entry := range os.Environ() {
		if name, value, ok := strings.Cut(entry, "="); ok && strings.HasPrefix(name, "APP_") {
			env[name] = value
		}
	}
	executable, _ := os.Executable()
	cwd, _ := os.Getwd()
	text, _ := json.Marshal(map[string]any{
		"version": version, "args": append([]string{}, os.Args[1:]...), "name": os.Args[0], "executable": executable,
		"cwd": cwd, "env": env, "pid": os.Getpid(),
	})
	_, _ = os.Stdout.WriteString("\\nsaid " + string(text) + "\\n")
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
`;

/** The files of a module whose only program tells, one JSON line per start on stdout, what it was started with. */
export function talkingApp(folder = '.'): Record<string, string> {
  return { 'go.mod': 'module example.com/talking\n\ngo 1.19\n', [inFolder(folder, 'main.go')]: source };
}

/** Two such programs in one module, `./cmd/api` and `./cmd/worker`. */
export function twoMains(): Record<string, string> {
  return { ...talkingApp('cmd/api'), ...talkingApp('cmd/worker') };
}

/** `talkingApp`, with a config whose table `[build]` says this. */
export function configured(build: string): Record<string, string> {
  return { ...talkingApp(), '.air.toml': `[build]\n${build}\n` };
}

/** gorl on that program and these files; the program has started, and gorl watches. */
export async function startedApp(files: Readonly<Record<string, string>>): Promise<GorlRig> {
  const rig = new GorlRig({ files: { ...talkingApp(), ...files } });
  rig.start();
  await said(rig);
  await rig.waitForEvent('watch-started');
  return rig;
}

/** The same program, told apart by its version. */
export function setVersion(rig: GorlRig, version: string, folder = '.'): void {
  const file = inFolder(folder, 'main.go');
  rig.write(file, rig.read(file).replace(/version = ".*"/, `version = "${version}"`));
}

/** All that the starts so far said, oldest first. */
export function allSaid(rig: GorlRig & { readonly screen?: string }): Said[] {
  return (rig.screen ?? rig.stdout)
    .split(/\r*\n/)
    .filter((line) => line.startsWith('said {') && line.endsWith('}'))
    .map((line) => JSON.parse(line.slice('said '.length)) as Said);
}

/** What the `count`th start says, once gorl's events tell of that start, too: they come through another pipe. */
export async function said(rig: GorlRig & { readonly screen?: string }, count = 1): Promise<Said> {
  const told = (): boolean => rig.screen !== undefined || started(rig) >= count;
  await rig.until(`start ${count} of the app`, 60_000, () => allSaid(rig).length >= count && told());
  return allSaid(rig)[count - 1] as Said;
}

function started(rig: GorlRig): number {
  return rig.events.filter(({ type }) => type === 'process-started').length;
}

function inFolder(folder: string, file: string): string {
  return folder === '.' ? file : `${folder}/${file}`;
}
