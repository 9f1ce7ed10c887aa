import { defined } from '../../base/defined.ts';
import { foldCommand } from './fold-command.ts';
import { carryExcludes, carryIncludes } from './glob-patterns.ts';
import { Draft, type MigrationContext, type MigrationResult } from './migration.ts';
import { parseModd, type ModdBlock, type ModdCommand } from './modd-syntax.ts';
import { shellQuote } from '../../base/shell-quote.ts';
import { splitSteps } from './shell-text.ts';

/** modd's own signal for daemons. */
const moddSignal = 'SIGHUP';

/** Reads `modd.conf`: the first block with a daemon becomes the program. */
export function migrateModd(text: string, source: string, context: MigrationContext): MigrationResult {
  let blocks: readonly ModdBlock[];
  try {
    blocks = parseModd(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { type: 'failed', message: `${source} cannot be read: ${error.message}` };
  }
  const block = blocks.find(({ daemons }) => daemons.length > 0);
  const daemon = block?.daemons[0];
  if (block === undefined || daemon === undefined)
    return {
      type: 'failed',
      message: `${source} has no block with a daemon`,
      hint: 'gorl keeps a program running; commands for changed files are [[build.rules]]',
    };
  const draft = new Draft();
  carryProgram(draft, block, daemon, context);
  carryIncludes(draft, block.include, 'the patterns', context);
  carryExcludes(draft, block.exclude, 'the patterns with !', context);
  carrySignal(draft, daemon);
  loseOthers(draft, blocks, block, source);
  return draft.finish('modd', `${source}:${block.line}`);
}

function carryProgram(draft: Draft, block: ModdBlock, daemon: ModdCommand, { windows }: MigrationContext): void {
  const isAboutFiles = ({ command }: ModdCommand): boolean => /@(?:dir)?mods\b/.test(command);
  for (const prep of block.preps.filter(isAboutFiles))
    draft.lose(`prep: "${prep.command}" is not run: gorl does not pass on which files changed`);
  const before = block.preps.filter((prep) => !isAboutFiles(prep)).flatMap(({ command }) => splitSteps(command));
  const dir = block.indir === undefined ? undefined : shellQuote(block.indir);
  const run = `daemon${block.indir === undefined ? '' : ', indir'}`;
  draft.setCommand(
    foldCommand(before, daemon.command, { windows, ...defined({ dir }) }),
    before.length > 0 ? 'prep' : run,
    run,
  );
}

function carrySignal(draft: Draft, daemon: ModdCommand): void {
  const signal = daemon.options.find((option) => /^sig/i.test(option));
  draft.setSignal(signal ?? moddSignal, signal === undefined ? "modd's default signal" : `daemon +${signal}`);
}

function loseOthers(draft: Draft, blocks: readonly ModdBlock[], taken: ModdBlock, source: string): void {
  for (const daemon of taken.daemons.slice(1))
    draft.lose(`daemon: "${daemon.command}" is not run: this config has one; several are tables, [services.NAME]`);
  for (const block of blocks) {
    if (block === taken) continue;
    const first = [...block.daemons, ...block.preps].map(({ command }) => `"${command.split('\n', 1)[0]}"`).join(', ');
    const how =
      block.daemons.length > 0
        ? 'this config has one; several are tables, [services.NAME]'
        : 'make it a [[build.rules]] with its own cmd, or a pre_cmd';
    draft.lose(`${source}:${block.line}: the block with ${first || 'no command'} is not run: ${how}`);
  }
}
