#!/usr/bin/env node
if (Number.parseInt(process.versions.node, 10) < 20) {
  console.error(`gorl needs Node 20.19 or newer; this is ${process.version}`);
  process.exit(1);
}
await import('../dist/main.js');
