import { byNone, byOne, bySome } from './edit-places.mjs';

/** Files that no build reads: tests, pages that are read at run time, notes, what editors leave. */

const written = (effect, file) => (at) => [[effect, () => at.tree.write(file, `${at.text()}\n`)]];
const beside = (name) => (at) => {
  const { dir, name: package_ } = at.package(bySome);
  const text = name.endsWith('.go') ? `package ${package_}\n\nvar stray = "${at.text()}"\n` : at.text();
  return [['none', () => at.tree.write(`${dir}/${name}`, text)]];
};
const test = (name, more) => `package ${name}\n\nimport "testing"\n\nfunc Test${more}(*testing.T) {}\n`;

export const ignoredEdits = {
  'test file': (at) => {
    const { dir, name } = at.package(bySome);
    return [['none', () => at.tree.append(`${dir}/${name}_test.go`, `\nvar more = "${at.text()}"\n`)]];
  },
  'test file, new': (at) => {
    const { dir, name } = at.package(bySome);
    return [['none', () => at.tree.write(`${dir}/new_test.go`, test(name, 'New'))]];
  },
  'test file, new, outside the package': (at) => {
    const { dir, name } = at.package(bySome);
    return [['none', () => at.tree.write(`${dir}/outside_test.go`, test(`${name}_test`, 'Outside'))]];
  },
  'test file, deleted': (at) => {
    const { dir, name } = at.package(bySome);
    return [['none', () => at.tree.remove(`${dir}/${name}_test.go`)]];
  },
  'test file, with another import': (at) => {
    const { dir, name } = at.package(bySome);
    const text = (before) => before.replace('import "testing"', 'import (\n\t_ "os"\n\t"testing"\n)');
    return [['none', () => at.tree.edit(`${dir}/${name}_test.go`, text)]];
  },
  'test package, new directory': (at) => {
    const { dir } = at.package(bySome);
    return [['none', () => at.tree.write(`${dir}/trial/trial_test.go`, test('trial', 'Trial'))]];
  },
  'package that nothing imports, new file': (at) => {
    const { dir, name } = at.package(byNone);
    return [['none', () => at.tree.write(`${dir}/new.go`, `package ${name}\n\nvar news = "${at.text()}"\n`)]];
  },
  'package, new, that nothing imports': (at) => [
    ['none', () => at.tree.write('work/kit/fresh/fresh.go', `package fresh\n\nvar Text = "${at.text()}"\n`)],
    ['none', () => at.tree.write('work/kit/fresh/fresh.go', `package fresh\n\nvar Text = "${at.text()}"\n`)],
  ],
  'command, new': (at) => [
    [
      'none',
      () => at.tree.write('work/shop/cmd/fresh/main.go', `package main\n\nfunc main() { println("${at.text()}") }\n`),
    ],
  ],
  'main package of another command': (at) => {
    const { dir, name } = at.main();
    return [['one', () => at.changeBody(`${dir}/${name}.go`)]];
  },
  README: written('none', 'work/shop/README.md'),
  'README of the workspace': written('none', 'work/README.md'),
  'README in a package': beside('README.md'),
  'page read at run time': written('none', 'work/shop/web/templates/page.html'),
  'page read at run time, new': written('none', 'work/shop/web/templates/new.html'),
  'page below one command': written('none', 'work/shop/cmd/web/pages/own.html'),
  'script read at run time': written('none', 'work/shop/web/static/app.js'),
  'json read at run time': written('none', 'work/shop/web/data.json'),
  'page beside a package': beside('page.tmpl'),
  testdata: written('none', 'work/shop/cmd/web/testdata/golden.json'),
  'testdata, Go file': (at) => [
    ['none', () => at.tree.append('work/shop/cmd/web/testdata/case.go', `\nvar x = "${at.text()}"\n`)],
  ],
  '_x.go': beside('_x.go'),
  '.x.go': beside('.x.go'),
  'what an editor leaves: .swp': beside('.more.go.swp'),
  'what an editor leaves: ~': beside('more.go~'),
  'what an editor leaves: 4913': beside('4913'),
  'what an editor leaves: #x#': beside('#more.go#'),
  'what an editor leaves: .#x, a link to nowhere': (at) => {
    const { dir } = at.package(bySome);
    return [['none', () => at.tree.link(`${dir}/.#more.go`, 'nobody@nowhere.1234')]];
  },
  'dotfile at the root': written('none', 'work/shop/.editorconfig'),
  'env file that nobody named': written('none', 'work/shop/.env'),
  Makefile: written('none', 'work/shop/Makefile'),
  'package.json': written('none', 'work/shop/package.json'),
  'sql that is not embedded': written('none', 'work/shop/web/schema.sql'),
  '.gitignore that hides a package, and its body': (at) => {
    const { dir, name } = at.package(byOne);
    const [, module, ...rest] = dir.split('/');
    return [
      ['none', () => at.tree.write(`work/${module}/.gitignore`, `/${rest.join('/')}/\n`)],
      ['one', () => at.changeBody(`${dir}/${name}.go`)],
    ];
  },
};
