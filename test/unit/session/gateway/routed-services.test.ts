import { describe, expect, test } from 'vitest';
import type { State } from '../../../../src/engine/service/state.ts';
import type { Report } from '../../../../src/protocol/report.ts';
import type { Adapters } from '../../../../src/session/adapters.ts';
import { AppSide } from '../../../../src/session/gateway/app-side.ts';
import { FrontDoors } from '../../../../src/session/gateway/front-doors.ts';
import { frontOf, sharedFront } from '../../../../src/session/gateway/front-of.ts';
import type { Subjects } from '../../../../src/session/service-plan/subject.ts';
import { createFakeOpenGateway, gatewayModules } from '../../../support/fake-open-gateway.ts';
import { changed, subjectOf } from '../../../support/fake-session.ts';

const config = (routes: string): string =>
  `[services.web]\nrun = "w"\n[services.api]\nrun = "a"\n[services.other]\nrun = "o"\n[proxy]\nenabled = true\nservice = "web"\n${routes}`;
const toApi = '[[proxy.routes]]\nservice = "api"\npath = "/api"\n';

/** What a config makes of these services. */
function subjectsOf(text: string, names: readonly string[]): Subjects {
  const { project, launch } = subjectOf(text);
  const { services, routing } = project.loaded;
  return {
    project,
    ...(routing && { routing }),
    services: services
      .filter(({ name }) => names.includes(name))
      .map(({ name, loaded }) => ({
        ...{ name, launch, dependsOn: [], restartWith: false },
        project: { ...project, loaded, tmpDir: `${project.tmpDir}/${name}` },
      })),
  };
}

const states = {
  building: { lifecycle: { id: 'up' }, build: { id: 'building' } },
  failed: { lifecycle: { id: 'up' }, build: { id: 'idle' } },
  ready: (run: number) => ({
    lifecycle: { id: 'up' },
    build: { id: 'idle' },
    current: { id: 'ready', run, isSwitchable: true },
  }),
};

/** The services of a session behind their front doors, without any of their machines. */
function behind(text: string, names: readonly string[] = ['web', 'api', 'other']) {
  let subjects = subjectsOf(text, names);
  const gateway = createFakeOpenGateway();
  const reports: (Report & { readonly service?: string })[] = [];
  const adapters = {
    sessionId: 's',
    clock: { now: () => 0 },
    loadGateway: () => Promise.resolve(gatewayModules(gateway.open)),
  } as unknown as Adapters;
  const reporter = {
    report: (report: Report, service?: string) =>
      void reports.push(service === undefined ? report : { ...report, service }),
  };
  const fronts = new FrontDoors({ adapters, reporter, subjects: () => subjects });
  const state: Record<string, unknown> = {};
  const join = async (service: string): Promise<AppSide> => {
    state[service] = states.building;
    const side = new AppSide({
      ...{ adapters, fronts, reporter, service, graph: { files: undefined }, isOneOfMany: () => true },
      modules: await fronts.load(),
      ports: { of: () => undefined, forget: () => undefined },
      subject: () => {
        const found = subjects.services.find(({ name }) => name === service);
        if (found === undefined) throw new Error(`no service ${service}`);
        return found;
      },
      state: () => state[service] as State,
    });
    await side.configure();
    return side;
  };
  const ready = (side: AppSide, run: number): void => {
    state[side.service] = states.ready(run);
    side.told({ type: 'process-ready', run, ports: [9000 + run] } as unknown as Report);
  };
  return {
    ...{ gateway, reports, join, ready, state },
    adopt: (next: string) => void (subjects = subjectsOf(next, names)),
  };
}

const failed = (title: string): Report =>
  ({
    type: 'build-failed',
    diagnostics: [],
    output: '',
    end: { type: 'code', code: 1 },
    generator: title,
  }) as unknown as Report;

test('a service is behind the front door of the config by proxy.service or a route, else behind its own', () => {
  const subjects = subjectsOf(config(toApi), []);
  expect(['web', 'api', 'other'].map((name) => frontOf(name, subjects))).toEqual([sharedFront, sharedFront, 'other']);
  expect(frontOf('web', {})).toBe('web');
});

describe('two services behind one front door', () => {
  test('open it once, and say which way leads where', async () => {
    const { gateway, reports, join } = behind(config(toApi));
    await join('web');
    await join('api');
    expect(gateway.opened).toHaveLength(1);
    expect(reports).toEqual([
      {
        type: 'proxy-listening',
        url: 'http://localhost:3000',
        routes: [{ service: 'api', path: '/api' }, { service: 'web' }],
      },
    ]);
    expect(gateway.options().routes().wayOf('localhost', '/api/x').service).toBe('api');
    expect(gateway.options().whyAbsent('api')).toBeUndefined();
  });

  test('pages reload when another run of any of them answers, and count all of them', async () => {
    const { gateway, join, ready } = behind(config(toApi));
    const [web, api] = [await join('web'), await join('api')];
    ready(web, 1);
    expect(gateway.told.filter(({ type }) => type === 'reload')).toEqual([]);
    ready(api, 1);
    ready(api, 3);
    ready(web, 2);
    expect(gateway.told.filter(({ type }) => type === 'reload')).toEqual(
      [2, 4, 5].map((run) => ({ type: 'reload', run })),
    );
    expect(gateway.serving).toEqual([
      ['web', 1],
      ['api', 1],
      ['api', 3],
      ['web', 2],
    ]);
    expect(gateway.options().greeting()[0]).toMatchObject({ type: 'hello', run: 5 });
    expect(gateway.options().page('api')).toEqual({ session: 's', run: 5, service: 'api', doing: 'starting' });
  });

  test('pages hear whose fault it is', async () => {
    const { gateway, join, ready, state } = behind(config(toApi));
    const [web, api] = [await join('web'), await join('api')];
    ready(web, 1);
    state['api'] = states.failed;
    api.told(failed('sqlc'));
    const problem = { kind: 'build', title: 'api: sqlc: exit status 1' };
    expect(gateway.told.at(-1)).toMatchObject({ type: 'problem', service: 'api', problem });
    expect(gateway.options().greeting().slice(1)).toMatchObject([{ type: 'problem', service: 'api', problem }]);
    expect(gateway.options().page('api')).toMatchObject({ service: 'api', problem });
    expect(gateway.options().page('web')).not.toHaveProperty('problem');
    ready(api, 1);
    expect(gateway.told.at(-2)).toEqual({ type: 'fine', service: 'api' });
    expect(gateway.options().greeting()).toHaveLength(1);
  });

  test('say once of a file that no page has asked for it', async () => {
    const { gateway, reports, join } = behind(config(toApi));
    const sides = [await join('web'), await join('api')];
    gateway.served = 'unasked';
    const css = changed('web/site.css', 'deleted');
    for (const side of sides) expect(await side.show([css], true)).toEqual([]);
    expect(reports.slice(1)).toEqual([
      { type: 'nothing-to-do', reason: 'no page has asked for it', files: [css], service: 'web' },
    ]);
  });

  test('one that is not run is answered for, also where it gets what is left', async () => {
    const { gateway, join, ready } = behind(config(toApi), ['api']);
    ready(await join('api'), 1);
    expect(gateway.serving).toEqual([['api', 1]]);
    expect(gateway.options().whyAbsent('web')).toBe('web is not run here: --only or --except leaves it out');
    expect(gateway.options().limits('web')).toEqual({ most: 1000, mostBytes: 4_194_304, ms: 5000 });
  });
});

describe('another config', () => {
  test('with other routes is followed, and the gateway stays open', async () => {
    const { gateway, reports, join, ready, adopt } = behind(config(''));
    const [web, api] = [await join('web'), await join('api')];
    ready(web, 4);
    ready(api, 1);
    expect(gateway.serving).toEqual([['web', 4]]);
    expect(gateway.told).toEqual([{ type: 'fine' }]);
    adopt(config(toApi));
    await Promise.all([web.configure(), api.configure()]);
    expect(gateway.serving.at(-1)).toEqual(['api', 1]);
    expect(gateway.options().routes().wayOf(undefined, '/api').service).toBe('api');
    api.told(failed('sqlc'));
    adopt(config(''));
    await Promise.all([web.configure(), api.configure()]);
    expect(gateway.options().routes().isBranched).toBe(false);
    // What is wrong with one that has left is nothing to pages any more.
    expect(gateway.told.slice(-2).map(({ type }) => type)).toEqual(['problem', 'hello']);
    // What was served by one that has left still counts: pages know that number.
    expect(gateway.options().greeting()[0]).toMatchObject({ run: 5 });
    expect(gateway.isClosed).toBe(false);
    expect(reports.map(({ type }) => type)).toEqual(['proxy-listening']);
  });

  test('that leads to another service at last does not close it, either', async () => {
    const { gateway, join, adopt } = behind(config(''));
    const [web, api] = [await join('web'), await join('api')];
    adopt(config('').replace('service = "web"', 'service = "api"'));
    await Promise.all([web.configure(), api.configure()]);
    expect([gateway.opened.length, gateway.isClosed]).toEqual([1, false]);
    expect(gateway.options().routes().wayOf(undefined, '/').service).toBe('api');
  });

  test('without a proxy closes it', async () => {
    const { gateway, reports, join, adopt } = behind(config(toApi));
    const sides = [await join('web'), await join('api')];
    adopt(config(toApi).replace('enabled = true', 'enabled = false'));
    await Promise.all(sides.map((side) => side.configure()));
    expect([gateway.isClosed, reports.at(-1)?.type]).toEqual([true, 'proxy-closed']);
  });
});
