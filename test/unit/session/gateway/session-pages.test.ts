import { expect, test } from 'vitest';
import { createFakeOpenGateway, type FakeOpenGateway } from '../../../support/fake-open-gateway.ts';
import { changed, type FakeSession } from '../../../support/fake-session.ts';
import { isReady, running } from '../../../support/running-session.ts';
import { waitFor } from '../../../support/wait-for.ts';

/** A session whose proxy is open and whose app is ready. */
async function proxied(config = '') {
  const gateway = createFakeOpenGateway();
  const fake = await running({ config: `[proxy]\nenabled = true\n${config}`, openGateway: gateway.open });
  await waitFor(() => fake.types().includes('proxy-listening'));
  return { fake, gateway };
}

const proxyUrls = ({ reports }: FakeSession): readonly string[] =>
  reports.flatMap((report) => (report.type === 'proxy-listening' ? [report.url] : []));
const restarts = ({ reports }: FakeSession): number =>
  reports.filter(({ type }) => type === 'process-started').length - 1;
/** Its content cannot be read: these sessions have no disk. */
const gone = changed('static/site.css', 'deleted');

test('a file that the app serves as it is restarts nothing', async () => {
  const { fake, gateway } = await proxied();
  fake.save(gone);
  await waitFor(() => gateway.told.some(({ type }) => type === 'reload'));
  expect(gateway.asked).toEqual(['site.css']);
  expect(gateway.told.at(-1)).toEqual({ type: 'reload', names: ['site.css'] });
  expect(fake.reports.at(-1)).toEqual({ type: 'pages-updated', files: [gone], how: 'reload' });
  expect([restarts(fake), fake.state().build.id]).toEqual([0, 'idle']);
});

test('one that it has read does', async () => {
  const { fake, gateway } = await proxied();
  gateway.served = 'otherwise';
  fake.save(gone);
  await waitFor(isReady(fake, 2));
  expect(fake.types()).not.toContain('pages-updated');
});

test.each([
  ['beside a source', '', [gone, changed('main.go')]],
  ['of which a command of the build may be made', '[build]\npre_cmd = ["make"]\ninclude_ext = ["go", "css"]\n', [gone]],
  ['that is an env file', 'env_files = ["static/site.css"]\n', [gone]],
  ['that is no page', '', [changed('data.json')]],
])('a file %s is planned as ever', async (_, config, files) => {
  const gateway = createFakeOpenGateway();
  const fake = await running({ config: `${config}[proxy]\nenabled = true\n`, openGateway: gateway.open });
  await waitFor(() => fake.types().includes('proxy-listening'));
  fake.save(...files);
  await waitFor(() => fake.types().includes('files-changed'));
  expect(gateway.asked).toEqual([]);
});

test('nothing is said of it after the end', async () => {
  const { fake, gateway } = await proxied();
  let answer: (() => void) | undefined;
  gateway.answered = () => new Promise((resolve) => (answer = resolve));
  fake.save(gone);
  fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
  await waitFor(() => fake.exits.length > 0);
  answer?.();
  await new Promise((resolve) => void setImmediate(resolve));
  expect(gateway.asked).toEqual(['site.css']);
  expect(fake.types().at(-1)).toBe('session-ended');
});

test('while paused, it waits with the others', async () => {
  const { fake, gateway } = await proxied();
  fake.session.ask({ type: 'toggle-pause', by: { type: 'key', key: 'p' } });
  fake.save(gone);
  expect([gateway.asked, fake.types().at(-1)]).toEqual([[], 'files-held']);
});

const opened = ({ opened: all }: FakeOpenGateway) =>
  all.map(({ port, certificate }) => [port, ...(certificate === undefined ? [] : Object.values(certificate))]);

test('a config with another port, or a certificate, opens it anew, and nothing else', async () => {
  const { fake, gateway } = await proxied();
  const change = (text: string): void => {
    fake.rewriteConfig(`[proxy]\nenabled = true\n${text}`);
    fake.save(changed('.air.toml'));
  };
  change('proxy_port = 8090\n');
  await waitFor(() => gateway.opened.length === 2);
  change('proxy_port = 8090\ncert = "c.pem"\nkey = "/k.pem"\n');
  await waitFor(() => proxyUrls(fake).length === 3);
  expect(proxyUrls(fake)).toEqual(['http://localhost:3000', 'http://localhost:3000', 'https://localhost:3000']);
  change('proxy_port = 8090\ncert = "c.pem"\nkey = "/k.pem"\nmax_held = 1\n');
  await waitFor(() => fake.types().filter((type) => type === 'config-reloaded').length === 3);
  expect(opened(gateway)).toEqual([[0], [8090], [8090, '/p/c.pem', '/k.pem']]);
  expect(gateway.options().limits('app').most).toBe(1);
  expect([gateway.isClosed, restarts(fake)]).toEqual([false, 0]);
});

test('a config may turn it off and on: the app is started anew, with a port of its own', async () => {
  const { fake, gateway } = await proxied();
  fake.rewriteConfig('');
  fake.save(changed('.air.toml'));
  await waitFor(isReady(fake, 2));
  expect([gateway.isClosed, fake.specs.at(-1)?.env?.['PORT']]).toEqual([true, undefined]);
  expect(fake.reports).toContainEqual({ type: 'proxy-closed', url: 'http://localhost:3000' });
  fake.rewriteConfig('[proxy]\nenabled = true\n');
  fake.save(changed('.air.toml'));
  await waitFor(isReady(fake, 3));
  expect([gateway.opened.length, gateway.isClosed]).toEqual([2, false]);
  expect(fake.specs.at(-1)?.env?.['PORT']).toMatch(/^\d+$/);
});

test('what pages ask for', async () => {
  const { fake, gateway } = await proxied();
  const { requests, token, greeting } = gateway.options();
  expect(await requests.open({ file: '/etc/passwd', line: 1 })).toEqual({
    status: 403,
    reason: '/etc/passwd is no file of this project',
  });
  const error = { kind: 'console', message: 'sold out', stack: '', page: 'http://localhost/' } as const;
  requests.tellError(error);
  expect(fake.reports.at(-1)).toMatchObject({ type: 'page-error', message: 'sold out' });
  requests.reload();
  expect(gateway.told.at(-1)).toEqual({ type: 'reload' });
  expect(greeting()[0]).toMatchObject({ type: 'hello', token, console: true });
});

test('errors of pages stay in the browser with proxy.console = false', async () => {
  const { fake, gateway } = await proxied('console = false\n');
  const { requests, greeting } = gateway.options();
  requests.tellError({ kind: 'console', message: 'sold out', stack: '', page: '' });
  expect(fake.types()).not.toContain('page-error');
  expect(greeting()[0]).toMatchObject({ type: 'hello', console: false });
});

test('commands know how to make pages reload, and the app does not', async () => {
  const { fake, gateway } = await proxied();
  expect(fake.service().env()).toMatchObject({
    GORL_RELOAD_URL: 'http://127.0.0.1:3000/__gorl/reload',
    GORL_RELOAD_TOKEN: gateway.options().token,
  });
  fake.session.ask({ type: 'restart', by: { type: 'key', key: 'r' } });
  await waitFor(isReady(fake, 2));
  expect(Object.keys(fake.specs.at(-1)?.env ?? {})).toEqual(expect.arrayContaining(['PORT', 'GORL_STATE_DIR']));
  expect(fake.specs.at(-1)?.env).not.toHaveProperty('GORL_RELOAD_TOKEN');
  fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
  await waitFor(() => gateway.isClosed);
});

test('without a proxy nobody is asked', async () => {
  const fake = await running();
  fake.save(changed('page.html', 'deleted'));
  await waitFor(isReady(fake, 2));
  expect(fake.service().env()).not.toHaveProperty('GORL_RELOAD_URL');
});
