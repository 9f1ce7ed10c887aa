import { answers } from './cases/answers.ts';
import { bodies } from './cases/bodies.ts';
import { early } from './cases/early.ts';
import { ends } from './cases/ends.ts';
import { grpc } from './cases/grpc.ts';
import { pages } from './cases/pages.ts';
import { requests } from './cases/requests.ts';
import { streams } from './cases/streams.ts';
import { upgrades } from './cases/upgrades.ts';
import type { ProxyCase } from './proxy-case.ts';

export const cases: readonly ProxyCase[] = [
  ...requests,
  ...bodies,
  ...early,
  ...answers,
  ...pages,
  ...streams,
  ...ends,
  ...upgrades,
  ...grpc,
];
