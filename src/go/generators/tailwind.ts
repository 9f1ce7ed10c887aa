import { directoryOf, shellWord, type FoundGenerator, type ProjectView } from './project-view.ts';

/** In a style sheet: version 4 and, before it, version 3. */
const inSheet = /@import\s+["']tailwindcss["']|@tailwind\s+base\b/;
const configFile = /(?:^|\/)tailwind\.config\.[cm]?[jt]s$/;
/** Pages whose class names it collects. */
const pages = ['html', 'gohtml', 'tmpl', 'tpl', 'templ'];
/** What people call the style sheet that it makes. */
const outputNames = ['output.css', 'out.css', 'tailwind.css', 'styles.css', 'style.css', 'app.css', 'main.css'];

/** Undefined where neither a style sheet nor a config tells of it. */
export function findTailwind(view: ProjectView): Omit<FoundGenerator, 'name'> | undefined {
  const { files, read } = view;
  const input = files.find((file) => file.endsWith('.css') && inSheet.test(read(file) ?? ''));
  const config = files.find((file) => configFile.test(file));
  const evidence = input ?? config;
  if (evidence === undefined) return undefined;
  const globs = pages.filter((ext) => files.some((file) => file.endsWith(`.${ext}`))).map((ext) => `**/*.${ext}`);
  const inputs = [...[config, input].filter((file) => file !== undefined), ...globs];
  const script = scriptOf(view);
  if (script !== undefined)
    return { evidence, files: inputs, exclude: [], cmd: `npm run ${shellWord(script)}`, program: 'npm' };
  const made = input === undefined ? undefined : outputBeside(input, files);
  const output = made ?? `${input === undefined ? 'static' : directoryOf(input)}/output.css`.replace(/^\.\//, '');
  return {
    evidence,
    files: inputs,
    exclude: [],
    ...cli(view, `-i ${shellWord(input ?? 'input.css')} -o ${shellWord(output)}`),
    ...(made === undefined ? { doubt: 'the name of the style sheet that it writes is a guess' } : {}),
  };
}

function cli({ files, read }: ProjectView, args: string): Pick<FoundGenerator, 'cmd' | 'program' | 'install'> {
  const packages = files.includes('package.json') ? (read('package.json') ?? '') : '';
  if (packages.includes('"@tailwindcss/cli"')) return { cmd: `npx @tailwindcss/cli ${args}`, program: 'npx' };
  if (packages.includes('"tailwindcss"')) return { cmd: `npx tailwindcss ${args}`, program: 'npx' };
  return {
    cmd: `tailwindcss ${args}`,
    program: 'tailwindcss',
    install: 'https://tailwindcss.com/blog/standalone-cli',
  };
}

/** The script of package.json that runs it once. */
function scriptOf({ files, read }: ProjectView): string | undefined {
  if (!files.includes('package.json')) return undefined;
  try {
    const { scripts = {} } = JSON.parse(read('package.json') ?? '') as { scripts?: Record<string, unknown> };
    return Object.entries(scripts).find(
      ([, line]) =>
        /\btailwindcss\b.*\s(?:-o|--output)\b/.test(String(line)) && !/\s(?:-w|--watch)\b/.test(String(line)),
    )?.[0];
  } catch {
    return undefined;
  }
}

function outputBeside(input: string, files: readonly string[]): string | undefined {
  const dir = directoryOf(input);
  const paths = outputNames.map((name) => (dir === '.' ? name : `${dir}/${name}`));
  return paths.find((path) => path !== input && files.includes(path));
}
