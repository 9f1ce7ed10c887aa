import { sourceEdits } from './edits-sources.mjs';
import { fileEdits } from './edits-files.mjs';
import { moduleEdits } from './edits-modules.mjs';
import { ignoredEdits } from './edits-ignored.mjs';

/**
 * Kinds of edits by name. Each is a list of steps, and each step an effect and what does it:
 *
 * - `all`, `one`, `some`: the binary of every command of the workspace, of one, of at least one is another one
 * - `none`: of no command
 * - `comment`: of no command, and a build is no fault, because only a build can tell: comments, white space, lines of
 *   module files
 * - `broken`: at least one command cannot be built
 * - `any`: whatever the plain builds say
 */
export const editKinds = { ...sourceEdits, ...fileEdits, ...moduleEdits, ...ignoredEdits };
