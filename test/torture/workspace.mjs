import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { specialFiles, specialPackages } from './workspace-specials.mjs';

const modules = ['shop', 'billing', 'kit'];
/** Where each command's main package is, below the workspace. */
const mains = ['shop/cmd/web', 'shop/cmd/worker', 'billing/cmd/invoice', 'billing/cmd/report', 'kit/cmd/tool'];

/**
 * A workspace of three modules and several commands, with all that a Go program can be made of: embedded files,
 * assembly, cgo, build constraints, a replaced module outside the root; beside it, a module with a vendor directory.
 *
 * @param options.packages altogether, main packages included
 * @param options.commands how many of the five
 * @returns files by name, the commands, and the packages with the commands that import them
 */
export function makeWorkspace({ packages, commands, random, cgo }) {
  const chosen = mains.slice(0, commands);
  const special = specialPackages({ cgo });
  const free = packages - special.length - commands;
  const share = { shared: Math.round(free * 0.22), orphans: Math.max(2, Math.round(free * 0.08)) };
  const ofEach = Math.floor((free - share.shared - share.orphans) / commands);
  share.shared = free - share.orphans - ofEach * commands;

  const shared = Array.from({ length: share.shared }, (_, index) =>
    plainPackage('kit', `shared/${named('s', index)}`, pickSome(random, Math.min(index, 3), index, 'kit/shared/')),
  );
  // The first of them is part of everything.
  shared[0].imports = [];
  const orphans = Array.from({ length: share.orphans }, (_, index) =>
    plainPackage(modules[index % 3], `spare/${named('o', index)}`, ['kit/shared/s000']),
  );
  const groups = chosen.map((main, number) => {
    const [module] = main.split('/');
    const base = `internal/${main.split('/').at(-1)}`;
    const list = Array.from({ length: ofEach }, (_, index) => {
      const below = index === 0 ? [] : [`${module}/${base}/${named('p', index - 1)}`];
      const others = pickSome(random, 2, share.shared, 'kit/shared/');
      return plainPackage(module, `${base}/${named('p', index)}`, [...new Set([...below, ...others])]);
    });
    const top = list.at(-1)?.path;
    const imports = [
      top,
      'kit/shared/s000',
      ...special.filter(({ users }) => users.includes(number)).map((s) => s.path),
    ];
    return {
      main: { ...plainPackage(module, main.slice(module.length + 1), imports.filter(Boolean)), isMain: true },
      list,
    };
  });

  const plain = [...shared, ...orphans, ...groups.flatMap(({ main, list }) => [...list, main])];
  const all = new Map([...plain, ...special].map((each) => [each.path, each]));
  const reached = new Map(groups.map(({ main }) => [main.path, reach(main.path, all)]));
  for (const each of all.values())
    each.commands = chosen.filter((main) => reached.get(main).has(each.path)).map((main) => main.split('/').at(-1));
  return {
    files: { ...moduleFiles(), ...specialFiles({ cgo }), ...Object.assign({}, ...plain.map(sourcesOf)) },
    packages: [...all.values()],
    commands: [
      ...chosen.map((main) => {
        const [module, ...rest] = main.split('/');
        return { name: main.split('/').at(-1), dir: `work/${module}`, target: `./${rest.join('/')}` };
      }),
      { name: 'vendored', dir: 'vendored', target: '.' },
    ],
  };
}

function named(letter, index) {
  return `${letter}${String(index).padStart(3, '0')}`;
}

function pickSome(random, count, below, prefix) {
  const found = Array.from({ length: count }, () => Math.floor(random.next() * below));
  return [...new Set(found)].map((index) => `${prefix}${named('s', index)}`);
}

function plainPackage(module, dir, imports) {
  return { path: `${module}/${dir}`, dir: `work/${module}/${dir}`, name: dir.split('/').at(-1), imports };
}

function reach(from, all) {
  const found = new Set([from]);
  for (const path of found) for (const next of all.get(path)?.imports ?? []) found.add(next);
  return found;
}

export const importLine = (path) => `import _ "example.com/${path}"\n`;

function sourcesOf({ dir, name, imports, isMain = false }) {
  const clause = isMain ? 'main' : name;
  const wait = dir.endsWith('cmd/web') ? serving : '\tfor {\n\t\ttime.Sleep(time.Hour)\n\t}\n';
  const libraries = !isMain ? '' : dir.endsWith('cmd/web') ? 'import (\n\t"net"\n\t"os"\n)\n' : 'import "time"\n';
  const main = isMain ? `\nfunc main() {\n\tprintln("${name} runs")\n${wait}}\n` : '';
  return {
    [`${dir}/${name}.go`]: `package ${clause}\n\n${libraries}${imports.map(importLine).join('')}
// Text is part of every program that imports this.
var Text string

func init() {
	Text = "${name}: v0"
}
${main}`,
    [`${dir}/more.go`]: `package ${clause}\n\nvar more string\n\nfunc init() {\n\tmore = "${name} more: v0"\n}\n`,
    [`${dir}/${name}_test.go`]: `package ${clause}\n\nimport "testing"\n\nfunc TestNothing(*testing.T) {}\n`,
  };
}

const serving = `	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("TORTURE_PORT"))
	if err != nil {
		os.Exit(1)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		_ = connection.Close()
	}
`;

function moduleFiles() {
  const outside = 'require example.com/money v0.0.0\n\nreplace example.com/money => ../../outside/money\n';
  return {
    'work/go.work': 'go 1.24\n\nuse (\n\t./shop\n\t./billing\n\t./kit\n\t./unused\n)\n',
    'work/README.md': '# Shop\n',
    'work/.gitignore': 'tmp\n',
    ...Object.fromEntries(
      [...modules, 'unused'].flatMap((name) => [
        [`work/${name}/go.mod`, `module example.com/${name}\n\ngo 1.24\n${name === 'kit' ? `\n${outside}` : ''}`],
        [`work/${name}/README.md`, `# ${name}\n`],
        [`work/${name}/go.sum`, ''],
      ]),
    ),
    'work/unused/unused.go': 'package unused\n',
    'outside/money/go.mod': 'module example.com/money\n\ngo 1.24\n',
    'outside/dearer/go.mod': 'module example.com/money\n\ngo 1.24\n',
  };
}

/** Writes the files; with git, as where people work. */
export function writeWorkspace(base, { files }) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), text);
  }
  execFileSync('git', ['init', '-q'], { cwd: join(base, 'work') });
}
