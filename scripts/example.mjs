// Builds gorl and runs it on an example, hello unless another is named. Usage: node scripts/example.mjs [NAME] [GORL ARGUMENT…]
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { build, root } from './build.mjs';
import { ensureGo } from './ensure-go.mjs';

const [name = 'hello', ...args] = process.argv.slice(2);
const folder = join(root, 'examples', name);
const go = ensureGo();

if (!existsSync(join(folder, 'go.mod'))) {
  console.error(`There is no example ${name}; there are: ${readdirSync(join(root, 'examples')).join(', ')}`);
  process.exitCode = 2;
} else if (go.problem) {
  console.error(go.problem);
  process.exitCode = 3;
} else {
  await build();
  const gorl = spawn(process.execPath, [join(root, 'bin', 'gorl.js'), ...args], {
    cwd: folder,
    env: go.env,
    stdio: 'inherit',
  });
  // A terminal sends Ctrl-C to gorl as well; whatever else asks this process to stop is passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => gorl.kill(signal));
  gorl.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
