import type { Level, ReportRows } from '../../protocol/report/report-spec.ts';

const listed = ['routine', 'routine-when-clean', 'message', 'quote', 'output'] as const satisfies readonly Level[];

/** `src/protocol/report/levels.ts`: what a start needs of the tables. */
export function renderLevels(rows: ReportRows): string {
  const groups = listed.map((level) => {
    const types = rows.filter(([, row]) => row.level === level).map(([type]) => `    ${propertyName(type)}: true,\n`);
    return `  ${propertyName(level)}: {\n${types.join('')}  },\n`;
  });
  return `// Made from the tables beside this file by scripts/generate-docs.ts; do not edit.
import type { ReportAt } from '../report.ts';
import type { Level } from './report-spec.ts';

/** The types of each level but \`main\`, apart from the words of their rows: every start loads this. */
export const levels: {
  readonly [L in Exclude<Level, 'main'>]: { readonly [Type in ReportAt<L>['type']]: true };
} = {
${groups.join('')}};
`;
}

function propertyName(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}
