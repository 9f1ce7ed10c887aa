/**
 * What `bin/gorl.js` runs for `gorl completion --complete SHELL -- …`, in a bundle of its own: a person waits for it at
 * each Tab, and the rest of gorl takes longer to load than it runs.
 */
import { answer } from './answer.ts';

const [shell = '', , ...asked] = process.argv.slice(4);
process.stdout.write(answer(shell, asked, { cwd: process.cwd(), env: process.env }));
