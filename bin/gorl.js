#!/usr/bin/env node
// As src/cli/node-floor.ts says it, in words that an old Node understands; a test compares.
const [major, minor] = process.versions.node.split('.').map(Number);
if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
  console.error(`gorl needs Node ^20.19.0 || >=22.12.0; this is ${process.version}`);
  process.exit(1);
}
const [, self, ...words] = process.argv;
const completes = words[0] === 'completion' && words[1] === '--complete' && !/\bair(?:\.js)?$/.test(self);
try {
  await import(completes ? '../dist/complete.js' : '../dist/main.js');
} catch (error) {
  if (error?.code !== 'EMFILE') throw error;
  console.error('gorl: too many open files (EMFILE) before it could start\nraise the limit: ulimit -n 1024');
  process.exit(3);
}
