/**
 * What to do about a message of the go command whose cause is certain. Wording changes between
 * releases: a pattern that stops matching costs a hint, never an error.
 */
const hints: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [
    /^\S*go\.(?:mod|work) requires go >= \S+ \(running go [^;]*; GOTOOLCHAIN=local\)/,
    'install that Go release, or set GOTOOLCHAIN=auto so that the go command downloads it',
  ],
  [/^\S*go\.(?:mod|work) requires go >= \S+ \(running go /, 'install that Go release, or correct the go line'],
  [/^updates to go\.(?:mod|sum) needed/, 'run: go mod tidy'],
  [/^missing go\.sum entry/, 'run: go mod tidy'],
  [/^inconsistent vendoring/, 'run: go mod vendor'],
  [/^go\.mod file not found/, 'run: go mod init NAME'],
  [
    /^package \S+ is not in (?:std|GOROOT)\b/,
    'the standard library has no such package; packages of your own begin with the module path in go.mod',
  ],
  [
    /^(?:build cache is required, but could not be located|failed to initialize build cache at )/,
    'set HOME or GOCACHE to a directory that this user may write to',
  ],
  [
    /^(?:module cache not found|could not create module cache)/,
    'set GOPATH or GOMODCACHE to a directory that this user may write to',
  ],
  [/^import cycle not allowed/, 'move what both packages need into a third one'],
  [/^found packages /, 'a directory holds one package: move one of the files, or give it the same package line'],
  [/function main is undeclared in the main package/, 'add func main() to package main'],
  [/^no (?:non-test )?Go files in /, 'name the directory of the main package, such as ./cmd/api'],
];

export function hintFor(message: string): string | undefined {
  return hints.find(([pattern]) => pattern.test(message))?.[1];
}
