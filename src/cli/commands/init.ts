import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath } from '../../base/find-on-path.ts';
import { configNames } from '../../config/read/discover.ts';
import { initConfig } from '../../config/describe/init-template.ts';
import type { FoundGenerator } from '../../go/generators/project-view.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { findModule } from '../../go/packages/module-files.ts';
import { exitCode } from '../../protocol/exit-code.ts';
import type { CommandLine } from '../command-line.ts';
import { pickMainPackage } from '../picker/pick-main-package.ts';
import { createReporting } from '../reporting.ts';
import { findFacts } from '../../init/facts.ts';
import { generateEntries, whyNot } from '../../init/generate-entries.ts';
import { alreadyThere, writeNewConfig } from '../../init/write.ts';

const file = '.air.toml';

/** `gorl init`: writes a config fitted to what is here. Never overwrites one. */
export async function initProject(line: CommandLine): Promise<number> {
  const reporting = await createReporting({ line, shortcuts: () => [], env: process.env });
  const refuse = async (code: number, diagnostic: Diagnostic): Promise<number> => {
    reporting.report({ type: 'problems', diagnostics: [diagnostic] });
    await reporting.close();
    return code;
  };
  const cwd = process.cwd();
  const there = configNames.find((name) => existsSync(join(cwd, name)));
  if (line.from !== undefined) {
    const { initFrom } = await import('../../init/from.ts');
    const outcome = await initFrom(cwd, line.from, there);
    if (outcome.type === 'refused') return refuse(outcome.code, outcome.diagnostic);
    for (const each of outcome.said) process.stdout.write(`${each}\n`);
    await reporting.close();
    return exitCode.stopped;
  }
  if (there !== undefined) return refuse(exitCode.usage, alreadyThere(there));
  const mayAsk = line.keys && process.stdin.isTTY && process.stderr.isTTY;
  const facts = await findFacts(cwd, mayAsk ? pickMainPackage : undefined);
  if ('severity' in facts) return refuse(exitCode.environment, facts);
  const isThere = (program: string): boolean => findOnPath(program, process.env) !== undefined;
  const text = initConfig({ ...facts, generateLines: generateEntries(facts.generators, isThere) });
  const outcome = writeNewConfig(cwd, file, text);
  if (outcome.type === 'invalid') throw new Error(`the config that gorl init wrote is not valid: ${outcome.reason}`);
  if (outcome.type === 'failed') return refuse(exitCode.environment, problem(`cannot write ${file}: ${outcome.code}`));
  const main = facts.chosen ?? facts.mains[0]?.dir ?? '.';
  process.stdout.write(
    `${file} written: builds ${main}, watches ${['go', ...facts.templateExts].map((ext) => `.${ext}`).join(' ')}\n`,
  );
  for (const each of facts.generators) process.stdout.write(`${toldOf(each, isThere)}\n`);
  const others = facts.mains.filter(({ dir }) => dir !== main);
  if (others.length > 0)
    process.stdout.write(`it lists the other main packages in comments: ${others.map(({ dir }) => dir).join(', ')}\n`);
  // It can be written before there is a module, and nothing can be built.
  const module = findModule(cwd, process.env);
  if (module.type === 'missing')
    reporting.report({ type: 'problems', diagnostics: [{ ...module.diagnostic, severity: 'warning' }] });
  const { foreignHere } = await import('../../init/from.ts');
  for (const { tool, file: theirs } of foreignHere(cwd))
    process.stdout.write(`found ${theirs}, too: to carry it over, delete ${file} and run gorl init --from ${tool}\n`);
  await reporting.close();
  return exitCode.stopped;
}

function toldOf(generator: FoundGenerator, isThere: (program: string) => boolean): string {
  const why = whyNot(generator, isThere);
  const found = `${generator.name} (${generator.evidence})`;
  return why === undefined
    ? `runs ${found} before the build: ${generator.cmd}`
    : `found ${found}, in a comment only: ${why}`;
}
