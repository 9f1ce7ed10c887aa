import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileRules } from '../../../src/watch/scope/compile-rules.ts';
import { startWatching } from '../../../src/watch/watcher.ts';
import { defaultRules } from '../../support/watch-rules.ts';

/**
 * Run as a process with few watches: once it was told that they do not suffice it edits one file in each
 * named directory, and prints what it heard, as JSON.
 */
const [, , root = '', ...directories] = process.argv;
const notices: { message: string; hint: string | undefined }[] = [];
const heard = new Set<string>();
const rules = { root, ...defaultRules };
const watcher = startWatching({
  followSymlink: rules.followSymlink,
  filter: compileRules(rules).filter,
  poll: 'auto',
  pollIntervalMs: 500,
  delayMs: 1000,
  onNotice(_level, message, hint) {
    notices.push({ message, hint });
    for (const directory of directories) writeFileSync(join(root, directory, 'edited.go'), 'package edited\n');
  },
  onChanges(_consumer, files) {
    for (const { rel } of files) heard.add(rel);
    if (heard.size === directories.length) finish();
  },
});
await watcher.established;
const patience = setTimeout(finish, 30_000);

function finish(): void {
  clearTimeout(patience);
  console.log(JSON.stringify({ notices, heard: heard.size }));
  void watcher.close();
}
