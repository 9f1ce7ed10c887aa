import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Module files, the replaced module outside the root, and the vendor directory. */

const appended = (effect, file, text) => (at) => [[effect, () => at.tree.append(file, text)]];
const dep = 'vendored/vendor/example.com/dep';

const profiling = `package main

import (
	"os"
	"runtime/pprof"
	"time"
)

func main() {
	_ = pprof.StartCPUProfile(os.Stdout)
	for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
	}
	pprof.StopCPUProfile()
}
`;

/** A real CPU profile: the go command refuses anything else. */
function makeProfile() {
  const dir = mkdtempSync(join(tmpdir(), 'gorl-torture-profile-'));
  try {
    writeFileSync(join(dir, 'main.go'), profiling);
    return execFileSync('go', ['run', 'main.go'], {
      cwd: dir,
      env: { ...process.env, GOWORK: 'off' },
      maxBuffer: 1 << 26,
    });
  } finally {
    rmSync(dir, { recursive: true });
  }
}

export const moduleEdits = {
  'go.mod, comment': appended('comment', 'work/shop/go.mod', '\n// A word more.\n'),
  'go.mod, comment, of another module': appended('comment', 'work/kit/go.mod', '\n// A word more.\n'),
  'go.mod, language version': (at) => [
    ['comment', () => at.tree.edit('work/shop/go.mod', (before) => before.replace('go 1.24', 'go 1.23'))],
  ],
  'go.mod, replaced by another directory': (at) => [
    ['some', () => at.tree.edit('work/kit/go.mod', (before) => before.replace('outside/money', 'outside/dearer'))],
    ['some', () => at.tree.edit('outside/dearer/money.go', (before) => before.replace('v0', at.text()))],
    ['none', () => at.changeBody('outside/money/money.go')],
  ],
  'go.mod, broken and repaired': (at) => {
    const text = at.tree.read('work/kit/go.mod');
    return [
      ['broken', () => at.tree.write('work/kit/go.mod', 'modul example.com/kit\n')],
      ['any', () => at.tree.write('work/kit/go.mod', text)],
    ];
  },
  'go.sum, touched': (at) => [['none', () => at.tree.touch('work/shop/go.sum')]],
  'go.sum, a line that nothing needs': appended(
    'comment',
    'work/shop/go.sum',
    'example.com/none v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
  ),
  'go.work, comment': appended('comment', 'work/go.work', '\n// A word more.\n'),
  'go.work, a use less that nothing needs': (at) => [
    ['comment', () => at.tree.edit('work/go.work', (before) => before.replace('\t./unused\n', ''))],
  ],
  'go.work, a use less that is needed': (at) => [
    ['broken', () => at.tree.edit('work/go.work', (before) => before.replace('\t./kit\n', ''))],
  ],
  'module outside the root': (at) => [['some', () => at.changeBody('outside/money/money.go')]],
  'module outside the root, new file': (at) => [
    ['some', () => at.tree.write('outside/money/new.go', `package money\n\nfunc init() { println("${at.text()}") }\n`)],
  ],
  'module outside the root, README': (at) => [['none', () => at.tree.write('outside/money/README.md', at.text())]],
  'module outside the root, go.mod, comment': appended('comment', 'outside/money/go.mod', '\n// A word more.\n'),
  'module outside the root, a package that nothing imports': (at) => [
    ['none', () => at.tree.write('outside/money/none/none.go', `package none\n\nconst None = "${at.text()}"\n`)],
  ],
  'vendored package': (at) => [['one', () => at.changeBody(`${dep}/dep.go`)]],
  'vendored package, new file': (at) => [
    ['one', () => at.tree.write(`${dep}/new.go`, `package dep\n\nfunc init() { println("${at.text()}") }\n`)],
  ],
  'vendored package that nothing imports': (at) => [['none', () => at.changeBody(`${dep}/idle/idle.go`)]],
  'vendored LICENSE': (at) => [['none', () => at.tree.write(`${dep}/LICENSE`, at.text())]],
  'vendor/modules.txt, broken and repaired': (at) => {
    const text = at.tree.read('vendored/vendor/modules.txt');
    return [
      ['broken', () => at.tree.write('vendored/vendor/modules.txt', text.replace('## explicit; go 1.24\n', ''))],
      ['any', () => at.tree.write('vendored/vendor/modules.txt', text)],
    ];
  },
  'default.pgo appears': (at) => {
    const { dir } = at.main();
    return [['one', () => at.tree.write(`${dir}/default.pgo`, makeProfile())]];
  },
  'default.pgo elsewhere': (at) => [['none', () => at.tree.write('work/kit/default.pgo', at.text())]],
};
