import { migrateFresh } from './fresh.ts';
import { ginInMakefile, ginInPackageJson } from './gin-line.ts';
import { migrateGin } from './gin.ts';
import { foreignTools, type ForeignTool } from './foreign-tools.ts';
import type { MigrationContext, MigrationResult } from './migration.ts';
import { migrateModd } from './modd.ts';
import { migrateNodemon } from './nodemon.ts';
import { migrateReflex } from './reflex.ts';
import { migrateProcfile } from './services/procfile.ts';

/** Where each tool's settings are looked for, in this order. */
export const foreignFiles: Readonly<Record<ForeignTool, readonly string[]>> = {
  fresh: ['runner.conf', '.fresh.yaml', '.fresh.yml'],
  gin: ['GNUmakefile', 'makefile', 'Makefile', 'package.json'],
  nodemon: ['nodemon.json', 'package.json'],
  reflex: ['reflex.conf'],
  modd: ['modd.conf'],
  // Of development first.
  procfile: ['Procfile.dev', 'Procfile'],
  // Docker's order.
  compose: ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'],
};

export interface ForeignConfig {
  readonly tool: ForeignTool;
  readonly file: string;
  readonly migrate: (context: MigrationContext) => MigrationResult | Promise<MigrationResult>;
}

/** What is there of that tool, or of all (`auto`). `read`: the text of a file, undefined when there is none. */
export function findForeign(
  wanted: ForeignTool | 'auto',
  read: (file: string) => string | undefined,
): readonly ForeignConfig[] {
  const tools = wanted === 'auto' ? foreignTools : [wanted];
  return tools.flatMap((tool) => {
    for (const file of foreignFiles[tool]) {
      const text = read(file)?.replace(/^\uFEFF/, '');
      // One with images alone is nobody's question.
      if (text === undefined || (wanted === 'auto' && tool === 'compose' && !/^\s+build\s*:/m.test(text))) continue;
      const found = open(tool, file, text);
      if (found !== undefined) return [{ tool, file, migrate: found }];
    }
    return [];
  });
}

function open(tool: ForeignTool, file: string, text: string): ForeignConfig['migrate'] | undefined {
  switch (tool) {
    case 'fresh':
      return (context) => migrateFresh(text, file, context);
    case 'gin': {
      const line = file === 'package.json' ? ginInPackageJson(text) : ginInMakefile(text, file);
      return line && ((context) => migrateGin(line, context));
    }
    case 'nodemon': {
      const own = file === 'package.json' ? nodemonConfigOf(text) : text;
      return own === undefined ? undefined : (context) => migrateNodemon(own, file, context);
    }
    case 'reflex':
      return (context) => migrateReflex(text, file, context);
    case 'modd':
      return (context) => migrateModd(text, file, context);
    case 'procfile':
      return (context) => migrateProcfile(text, file, context);
    case 'compose':
      return async (context) => (await import('./services/compose.ts')).migrateCompose(text, file, context);
  }
}

function nodemonConfigOf(text: string): string | undefined {
  try {
    const config = (JSON.parse(text) as { nodemonConfig?: unknown } | null)?.nodemonConfig;
    return config === undefined ? undefined : JSON.stringify(config);
  } catch {
    return undefined;
  }
}
