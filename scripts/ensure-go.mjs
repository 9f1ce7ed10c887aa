// Finds the go command, or says how to get it. Usage: node scripts/ensure-go.mjs
// Exit codes: 0 found (or installed), 3 missing or too old.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The oldest minor release of Go 1 that gorl supports. */
const oldestMinor = 19;

/** Where Go's own installer puts it; often not on the PATH of non-login shells. */
const usualFolder = '/usr/local/go/bin';

/** Returns `{version, env}`, where `env.PATH` has go, or `{problem}`. On Debian as root it installs Go first. */
export function ensureGo(env = process.env) {
  const found = findGo(env) ?? (canInstall() && install() ? findGo(env) : undefined);
  if (!found) return { problem: `Go is not installed (or not on PATH). ${remedy()}` };
  const minor = Number(/^go1\.(\d+)/.exec(found.version)?.[1] ?? oldestMinor); // `devel`: newer than every release
  if (minor < oldestMinor)
    return { problem: `${found.version} is too old: gorl needs Go 1.${oldestMinor} or newer, see https://go.dev/dl/` };
  return found;
}

function findGo(env) {
  for (const path of [env.PATH ?? '', `${usualFolder}${delimiter}${env.PATH ?? ''}`]) {
    const candidate = { ...env, PATH: path };
    const { status, stdout } = spawnSync('go', ['version'], { env: candidate, encoding: 'utf8' });
    if (status === 0) return { version: stdout.split(' ')[2] ?? stdout.trim(), env: candidate };
  }
  return undefined;
}

function remedy() {
  if (process.platform === 'darwin') return 'Install it with `brew install go`, or from https://go.dev/dl/.';
  if (existsSync('/etc/debian_version'))
    return 'Install it with `sudo apt-get install golang-go`, or from https://go.dev/dl/.';
  return 'Install it from https://go.dev/dl/.';
}

const canInstall = () => existsSync('/etc/debian_version') && process.getuid?.() === 0;

function install() {
  console.log('Go is missing: installing the package golang-go with apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', ['-q', '-y', ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
  // A failed update is no reason to stop: the lists at hand may do.
  apt('update');
  return apt('install', 'golang-go');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { problem, version, env } = ensureGo();
  if (problem) console.error(problem);
  else
    console.log(
      `${version} (${
        env.PATH.split(delimiter)
          .map((folder) => join(folder, 'go'))
          .find(existsSync) ?? 'go'
      })`,
    );
  process.exitCode = problem ? 3 : 0;
}
