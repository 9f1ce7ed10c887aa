import { isServiceName } from '../../read/service-tables.ts';
import { Draft, type MigrationContext, type MigrationResult, type Variable } from '../migration.ts';
import { readProgram, type ServiceProgram } from './program-command.ts';

interface Process {
  readonly name: string;
  readonly command: string;
  readonly line: number;
}

/** foreman's and overmind's: the first process has this port, the next 100 more, and so on. */
const firstPort = 5000;
const portStep = 100;

/** Reads a Procfile: lines of `name: command` (https://devcenter.heroku.com/articles/procfile). */
export function migrateProcfile(text: string, source: string, context: MigrationContext): MigrationResult {
  const draft = new Draft();
  const processes = readLines(text, source, draft);
  const base = basePort(context);
  for (const [at, each] of processes.entries()) {
    const from = `${source}:${each.line}`;
    if (each.name === 'release')
      draft.lose(
        `${from}: release: "${each.command}" is not run: Heroku does so once per release. To run it before the others, make it a service that they name in depends_on`,
      );
    else if (!isServiceName(each.name)) draft.lose(`${from}: ${each.name} cannot be the name of a service`);
    else carry(draft, { ...each, from, port: String(base + at * portStep) }, context);
  }
  if (draft.services.length === 0)
    return {
      type: 'failed',
      message: `${source} has no process to carry over`,
      hint: 'its lines are name: command',
    };
  if (context.read('.env') !== undefined) draft.set('env_files', ['.env'], 'foreman and overmind read .env');
  draft.note(
    `PORT is what foreman and overmind give to each process: ${base}, ${base + portStep}, …; a program that does not read it does not need it.`,
  );
  if (source !== 'Procfile' && context.read('Procfile') !== undefined) draft.note(`${source} was read, not Procfile.`);
  return draft.finish('procfile', source);
}

interface Placed extends Process {
  readonly from: string;
  readonly port: string;
}

function carry(draft: Draft, { name, command, from, port }: Placed, context: MigrationContext): void {
  const known = new Map([['PORT', port]]);
  const read = readProgram(command, { name, known, context });
  const env: readonly Variable[] = [{ name: 'PORT', value: port }, ...read.env].filter(
    (variable, at, all) => all.findLastIndex((each) => each.name === variable.name) === at,
  );
  const envFiles = nestedEnvFiles(read, context);
  draft.services.push({
    name,
    from: read.entries.some(({ key, value }) => key === 'run' && value === command) ? from : `${from}: ${command}`,
    comments: read.comments,
    entries: [
      ...read.entries.filter(isMain),
      { key: 'env', value: env },
      ...envFiles,
      ...read.entries.filter((each) => !isMain(each)),
    ],
  });
  draft.lose(...read.lost.map((line) => `${from}: ${name}: ${line}`));
}

function isMain({ key }: { readonly key: string }): boolean {
  return !key.startsWith('build.') && key !== 'env_files';
}

/** A service in a directory of its own looks for env files there. */
function nestedEnvFiles({ entries }: ServiceProgram, context: MigrationContext): ServiceProgram['entries'] {
  const dir = entries.find(({ key }) => key === 'dir')?.value;
  if (typeof dir !== 'string' || context.read('.env') === undefined) return [];
  if (entries.some(({ key }) => key === 'env_files')) return [];
  return [
    {
      key: 'env_files',
      value: [
        `${dir
          .split('/')
          .map(() => '..')
          .join('/')}/.env`,
      ],
    },
  ];
}

/** foreman: what is no such line is no process; of two with one name the later counts. */
function readLines(text: string, source: string, draft: Draft): readonly Process[] {
  const processes: Process[] = [];
  for (const [at, content] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:#|$)/.test(content)) continue;
    const [, name, command = ''] = /^([\w-]+):\s*(\S.*?)\s*$/.exec(content) ?? [];
    if (name === undefined) {
      draft.lose(`${source}:${at + 1}: "${content.trim()}" is no line of the form name: command`);
      continue;
    }
    const before = processes.findIndex((each) => each.name === name);
    if (before >= 0) {
      draft.lose(`${source}:${processes[before]?.line}: ${name} is there again in line ${at + 1}, which counts`);
      processes.splice(before, 1);
    }
    processes.push({ name, command, line: at + 1 });
  }
  return processes;
}

/** Where the files of the tools, or `.env`, say another one. */
function basePort({ read }: MigrationContext): number {
  const said =
    /^\s*(?:export\s+)?OVERMIND_PORT=["']?(\d+)/m.exec(read('.overmind.env') ?? '')?.[1] ??
    /^\s*port:\s*["']?(\d+)/m.exec(read('.foreman') ?? '')?.[1] ??
    /^\s*(?:export\s+)?PORT=["']?(\d+)/m.exec(read('.env') ?? '')?.[1];
  return said === undefined ? firstPort : Number(said);
}
