// Before `npm publish`: npm makes the links and pictures of README.md work on its page only where package.json
// names the repository that holds them.
import { readFileSync } from 'node:fs';

const { repository } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
if (url === '') {
  console.error(
    'package.json names no repository, so every link and the picture of README.md would be dead on npm.\n' +
      'Name the public one first: npm pkg set repository=github:OWNER/NAME',
  );
  process.exitCode = 1;
}
