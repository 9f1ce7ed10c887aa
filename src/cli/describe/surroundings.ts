import { exitCode } from '../../protocol/exit-code.ts';

/** What somebody has to know of gorl who does not type it: a row is a name and what it means, with `code` in backticks. */
type Row = readonly [name: string, meaning: string];

/** The README has the same table. */
export const exitCodeRows: readonly Row[] = [
  [`${exitCode.stopped}`, '`q`, or Ctrl-C at a terminal; with `--once`: the app exited cleanly'],
  [`${exitCode.failed}`, 'with `--once`: the build, the app, or a test failed; `gorl doctor`: there is a problem'],
  [`${exitCode.usage}`, 'a wrong flag or config, or no single main package to run'],
  [`${exitCode.environment}`, 'no go command, no module, no usable `tmp_dir`, too many open files'],
  [`${exitCode.internal}`, 'a bug in gorl; it prints the last 50 events: please report them'],
  ['129, 143', 'SIGHUP (the terminal was closed; ignored under `nohup`), SIGTERM'],
  [
    `${exitCode.interrupted}`,
    'SIGINT without a terminal or with `--once`; a second Ctrl-C or `q`; Ctrl-C before anything ran',
  ],
];

export const fileRows: readonly Row[] = [
  [
    'gorl.toml, .config/gorl.toml, .air.toml, .config/air.toml',
    'The config, in the directory where gorl starts; the first that is there counts. `gorl init` writes one. air reads only the last two.',
  ],
  ['.gitignore', 'What git ignores is not watched, unless git tracks it or the program is made of it.'],
  ['go.mod, go.work', 'The module, or the modules of the workspace, whose programs gorl builds.'],
  ['tmp/', 'Binaries and logs (`tmp_dir`). If gorl makes it, git ignores it.'],
  ['tmp/build-errors.log', 'The output of failed builds (`build.log`).'],
  [
    'tmp/gorl-reload.env',
    'While the proxy is on: what another tool needs to make pages reload. Only its owner can read it.',
  ],
];

/** Read by gorl. */
export const variableRows: readonly Row[] = [
  ['GORL_<KEY>', 'Sets a key of the config: `GORL_BUILD_DELAY` sets `build.delay`. Flags override it.'],
  ['air_wd', 'The directory to work in, as if gorl had been started there.'],
  ['GORL_EDITOR, VISUAL, EDITOR', 'The editor that opens the place of an error; the first that is set counts.'],
  ['BROWSER', 'The browser that `--open` opens; `none` for none.'],
  ['FORCE_HYPERLINK', 'Addresses are links, or, with `0`, are not, whatever the terminal is.'],
  ['NO_COLOR, FORCE_COLOR', 'No colors, or colors without a terminal. `--color` overrides both.'],
  ['TERM, LC_ALL, LC_CTYPE, LANG', 'What the terminal can show.'],
  ['CI', 'Where it is set, gorl reads no keys.'],
  ['GITHUB_ACTIONS', 'If `true`, errors are also annotations of the pull request.'],
  ['CHOKIDAR_USEPOLLING', 'Checks the files at intervals, as `build.poll` does.'],
  ['GOWORK, GOFLAGS, GO111MODULE, GOTOOLCHAIN', 'As for the go command.'],
];

/** What gorl adds to the environment of the app, of hooks, and of rules. */
export const givenVariableRows: readonly Row[] = [
  ['PORT', 'With the proxy: the port that the app is to listen on, unless you set it or `proxy.app_port`.'],
  ['LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES', 'With `listen`: the sockets that gorl hands over, as systemd does.'],
  ['GORL_STATE_DIR', 'A directory that survives restarts, and is empty when gorl starts.'],
  ['GORL_RELOAD_URL, GORL_RELOAD_TOKEN', 'For hooks and rules, while the proxy is on: how to make pages reload.'],
];
