import { keys, type Key } from './keys.ts';

/** Words that other tools, and people, use for those of our names. */
const words: Readonly<Record<string, string>> = {
  folder: 'dir',
  folders: 'dir',
  directory: 'dir',
  directories: 'dir',
  dirs: 'dir',
  temp: 'tmp',
  temporary: 'tmp',
  command: 'cmd',
  commands: 'cmd',
  cmds: 'cmd',
  binary: 'bin',
  executable: 'bin',
  extension: 'ext',
  extensions: 'ext',
  exts: 'ext',
  files: 'file',
  regexp: 'regex',
  ignore: 'exclude',
  ignored: 'exclude',
  skip: 'exclude',
  watch: 'include',
  before: 'pre',
  after: 'post',
  timeout: 'delay',
};

/** Whole names, after the words were exchanged. */
const names: Readonly<Record<string, Key>> = {
  args: 'build.args_bin',
  arguments: 'build.args_bin',
  debounce: 'build.delay',
  dir: 'root',
  dotenv: 'env_files',
  env: 'env_files',
  env_file: 'env_files',
  exclude: 'build.exclude_dir',
  ext: 'build.include_ext',
  include: 'build.include_dir',
  interval: 'build.poll_interval',
  log_file: 'build.log',
  port: 'proxy.app_port',
  post_build: 'build.post_cmd',
  pre_build: 'build.pre_cmd',
  root_dir: 'root',
  run: 'build.full_bin',
  run_cmd: 'build.full_bin',
  shutdown_delay: 'build.kill_delay',
  signal: 'build.stop_signal',
  stop_delay: 'build.kill_delay',
  tmp: 'tmp_dir',
  tmp_path: 'tmp_dir',
};

/** The key that is meant by another word for it: `tmp_folder`, `ignore_dirs`, `command`. */
export function synonymOf(name: string): Key | undefined {
  const parts = name
    .slice(name.lastIndexOf('.') + 1)
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[-_\s]+/);
  const ours = parts.map((part) => (Object.hasOwn(words, part) ? words[part] : part)).join('_');
  if (Object.hasOwn(names, ours)) return names[ours];
  return keys.find((key) => key.slice(key.lastIndexOf('.') + 1) === ours);
}
