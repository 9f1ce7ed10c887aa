import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { addressesOf } from '../../../src/process/addresses/addresses.ts';
import { goFunctionNames } from '../../../src/process/addresses/go-functions.ts';
import { certificate } from '../../support/certificate.ts';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';

const dir = mkdtempSync(join(tmpdir(), 'gorl-addresses-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What follows `listen(network, address)`, which says on stdout that it listens. */
const programs = {
  http: { imports: ['net/http'], main: 'http.Serve(listen(os.Args[1], os.Args[2]), nil)' },
  // Templates find methods by name, so the linker keeps what a TLS server needs, too.
  templates: {
    imports: ['net/http', 'html/template'],
    main: `template.Must(template.New("x").Parse("{{.}}")).Execute(io.Discard, &http.Server{})
	(&http.Server{}).Serve(listen(os.Args[1], os.Args[2]))`,
  },
  tls: {
    imports: ['net/http'],
    main: `go http.Serve(listen(os.Args[1], os.Args[2]), nil)
	http.ServeTLS(listen(os.Args[3], os.Args[4]), nil, os.Args[5], os.Args[6])`,
  },
  other: {
    imports: ['net/http'],
    main: `http.Get("http://" + os.Args[3])
	for l := listen(os.Args[1], os.Args[2]); ; {
		c, _ := l.Accept()
		fmt.Println("a visitor")
		c.Close()
	}`,
  },
} as const;

function build(name: keyof typeof programs, flags: readonly string[] = []): string {
  const { imports, main } = programs[name];
  const at = join(dir, name + flags.join(''));
  mkdirSync(at);
  const all = ['fmt', 'io', 'net', 'os', ...imports].map((path) => `\t"${path}"\n`).join('');
  const listen = `func listen(network, address string) net.Listener {
	l, err := net.Listen(network, address)
	if err != nil {
		panic(err)
	}
	fmt.Println("listening")
	return l
}`;
  const text = `package main\n\nimport (\n${all})\n\nvar _ = io.Discard\n\n${listen}\n\nfunc main() {\n\t${main}\n}\n`;
  writeFileSync(join(at, 'main.go'), text);
  writeFileSync(join(at, 'go.mod'), 'module example.com/x\n\ngo 1.19\n');
  execFileSync('go', ['build', '-buildvcs=false', ...flags, '-o', 'program', '.'], { cwd: at });
  return join(at, 'program');
}

/** What it has printed while it was looked at, and what was found. */
async function found(program: string, args: readonly string[], ports: readonly number[], listeners = 1) {
  const child: ChildProcess = spawn(program, args);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await waitFor(() => said.split('listening').length > listeners);
    const addresses = await addressesOf({ pids: [child.pid ?? 0], ports });
    return { addresses, said: () => said.replaceAll('listening\n', '') };
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

const network = Object.values(networkInterfaces())
  .flatMap((addresses = []) => addresses)
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => address);

describe.runIf(process.platform === 'linux')('where an app is reached', () => {
  test('by HTTP, wherever it listens', async () => {
    const program = build('http');
    const port = await freePort();
    const at = async (host: string) => (await found(program, ['tcp', `${host}:${port}`], [port])).addresses;
    expect(await at('127.0.0.1')).toEqual([`http://localhost:${port}`]);
    expect(await at('127.0.0.2')).toEqual([`http://127.0.0.2:${port}`]);
    for (const host of ['', '0.0.0.0']) {
      const [first, ...more] = await at(host);
      expect(first).toBe(`http://localhost:${port}`);
      for (const each of more) expect(network).toContain(new URL(each).hostname);
    }
  });

  test('by a unix socket', async () => {
    const path = join(dir, 'app.sock');
    expect((await found(join(dir, 'http/program'), ['unix', path], [])).addresses).toEqual([`unix:${path}`]);
  });

  test.each(['-ldflags=-s -w', '-buildmode=pie'])('of a program built with %s', async (flag) => {
    const port = await freePort();
    const { addresses } = await found(build('http', [flag]), ['tcp', `127.0.0.1:${port}`], [port]);
    expect(addresses).toEqual([`http://localhost:${port}`]);
  });

  test('of which the linker keeps more than it needs', async () => {
    const port = await freePort();
    const { addresses, said } = await found(build('templates'), ['tcp', `127.0.0.1:${port}`], [port]);
    expect([addresses, said()]).toEqual([[`http://localhost:${port}`], '']);
  });

  test('by HTTP and by TLS, and its log says nothing of it', async () => {
    const [plain, secure] = [await freePort(), await freePort()];
    const args = ['tcp', `127.0.0.1:${plain}`, 'tcp', `127.0.0.1:${secure}`, certificate.cert, certificate.key];
    const { addresses, said } = await found(build('tls'), args, [plain, secure], 2);
    expect([addresses, said()]).toEqual([[`http://localhost:${plain}`, `https://localhost:${secure}`], '']);
  });

  test('by who knows what: nobody asks it', async () => {
    const [port, nowhere] = [await freePort(), await freePort()];
    const args = ['tcp', `127.0.0.1:${port}`, `127.0.0.1:${nowhere}`];
    const { addresses, said } = await found(build('other'), args, [port]);
    expect([addresses, said()]).toEqual([[`localhost:${port}`], '']);
  });

  test('a port that is closed meanwhile is named', async () =>
    expect(await addressesOf({ pids: [process.pid], ports: [1] })).toEqual(['localhost:1']));

  test('the functions of no Go program are unknown', async () => {
    for (const path of [process.execPath, import.meta.filename, '/dev/null', join(dir, 'none')])
      expect((await goFunctionNames(path))?.includes('main.main')).not.toBe(true);
  });
});
