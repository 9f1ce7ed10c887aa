#!/usr/bin/env node
if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`gorl needs Node 20.19 or newer; this is ${process.version}`);
  process.exit(1);
}
try {
  await import('../dist/main.js');
} catch (error) {
  if (error?.code !== 'EMFILE') throw error;
  console.error('gorl: too many open files (EMFILE) before it could start\nraise the limit: ulimit -n 1024');
  process.exit(3);
}
