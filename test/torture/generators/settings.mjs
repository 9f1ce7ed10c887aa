/** What each project is made of, besides its main.go. All inputs are named, with the text that holds a value. */

import { serving } from '../sources.mjs';

const view = (value, comment) => `${value}\n-- ${comment}\n`;
const viewFiles = ['views/a.templ', 'views/b.templ', 'views/c.templ'];

const entry = (files, cmd) => `[[build.generate]]\nfiles = ${JSON.stringify(files)}\ncmd = ${JSON.stringify(cmd)}\n`;

const app = ({ imports, lines, more = '' }) => `package main

import (
	"fmt"
	"net"
	"os"
	"strings"

	"torture/lib"
${imports.map((path) => `\t${path}`).join('\n')}
)

${more}
func report() string {
	text := "lib/lib.go=" + lib.Value() + "\\n"
${lines.join('\n')}
	return text
}

func clean(text string) string {
	return strings.TrimSpace(strings.NewReplacer("<p>", "", "</p>", "").Replace(text))
}

func main() {
${serving('"listening", clean("")')}}
`;

const viewsApp = app({
  imports: ['"torture/views"'],
  lines: ['a', 'b', 'c'].map((name) => `\ttext += "views/${name}.templ=" + views.${name.toUpperCase()}() + "\\n"`),
});

const manyApp = app({
  imports: ['"torture/views"'],
  lines: ['a', 'b', 'c'].map(
    (name) =>
      `\ttext += "views/${name}.templ=" + views.${name.toUpperCase()}Part0() + "\\n"\n\tif views.${name.toUpperCase()}Part66() != views.${name.toUpperCase()}() {\n\t\ttext += "torn\\n"\n\t}`,
  ),
});

const sqlApp = app({
  imports: ['"torture/db"'],
  lines: ['schema', 'query'].map((name) => `\ttext += "db/${name}.sql=" + db.Queries["${name}.sql"] + "\\n"`),
});

const cssApp = app({
  imports: ['_ "embed"'],
  more: '//go:embed web/out.css\nvar css string\n',
  lines: [
    '\tlines := strings.Split(css, "\\n")',
    '\ttext += "web/in.css=" + lines[0] + "\\n"',
    '\tfor _, line := range lines[1:] {\n\t\tif name, value, ok := strings.Cut(strings.TrimPrefix(line, "."), " { content: "); ok {\n\t\t\ttext += "web/" + name + "=" + strings.TrimSuffix(value, " }") + "\\n"\n\t\t}\n\t}',
  ],
});

const templFile = (file) => (value, comment) =>
  `package views\n\n// ${comment}\ntempl ${file.slice(6, 7).toUpperCase()}() {\n\t<p>${value}</p>\n}\n`;
const templFiles = ['views/a.templ', 'views/b.templ', 'views/c.templ'];

const templApp = app({
  imports: ['"context"', '"torture/views"', '"github.com/a-h/templ"'],
  more: 'func render(component templ.Component) string {\n\ttext := strings.Builder{}\n\t_ = component.Render(context.Background(), &text)\n\treturn clean(text.String())\n}\n',
  lines: ['a', 'b', 'c'].map(
    (name) => `\ttext += "views/${name}.templ=" + render(views.${name.toUpperCase()}()) + "\\n"`,
  ),
});

const views = { main: viewsApp, inputs: Object.fromEntries(viewFiles.map((file) => [file, view])) };
const templ = {
  main: templApp,
  inputs: Object.fromEntries(templFiles.map((file) => [file, templFile(file)])),
  templ: true,
};

/**
 * - `first`: makes the output once, so that the project can be built.
 * - `beside`: runs while gorl does.
 * - `slow`: the generator takes longer than the build.
 * - `fails`: words in an input that the generator refuses.
 * - `atMost`: builds per save; else it is exactly one.
 */
export const settings = {
  'templ-beside': { ...templ, first: 'templ generate', beside: 'templ generate --watch', atMost: 2 },
  'templ-pre_cmd': {
    ...templ,
    config: '[build]\npre_cmd = ["templ generate"]\ninclude_ext = ["go", "templ"]\n',
    first: 'templ generate',
  },
  'templ-generate': { ...templ, config: entry(['**/*.templ'], 'templ generate') },
  slow: { ...views, slow: true, config: entry(['views/*.templ'], 'gen views -delay 1500ms') },
  fails: { ...views, config: entry(['views/*.templ'], 'gen views'), fails: 'FAIL' },
  many: { ...views, main: manyApp, config: entry(['views/*.templ'], 'gen views -many 67') },
  rewrites: { ...views, config: entry(['views/*.templ'], 'gen views -rewrite') },
  sqlc: {
    main: sqlApp,
    inputs: { 'db/schema.sql': view, 'db/query.sql': view },
    config: entry(['db/*.sql'], 'gen sql'),
    fails: 'FAIL',
  },
  tailwind: {
    main: cssApp,
    inputs: { 'web/in.css': view, 'web/a.html': view, 'web/b.html': view },
    config: entry(['web/*.html', 'web/in.css'], 'gen css'),
  },
  'stand-in-beside': { ...views, first: 'gen views', beside: 'gen watch', atMost: 2 },
};
