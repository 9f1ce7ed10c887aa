import { parseListenAddress, parseTcpAddress } from '../../base/listen-address.ts';
import type { Key, Settings } from '../keys/keys.ts';
import { quoted } from './values.ts';

/** Takes what is wrong with the value of a key. */
export type TellWrong = (key: Key, message: string, hint?: string) => void;

/** Keys that say how one instance of the program follows another, and how it is reached, that do not fit together, or say nothing. */
export function checkStart(settings: Settings, wrong: TellWrong): void {
  checkProbes(settings, wrong);
  checkListen(settings, wrong);
  checkCertificate(settings, wrong);
  if (settings.order !== 'start-first') return;
  if (!settings['proxy.enabled'] && settings.listen.length === 0)
    wrong('order', 'order: "start-first" needs the proxy, or listen', 'set proxy.enabled = true');
  if (settings['proxy.app_port'] !== 0 && settings.listen.length === 0)
    wrong(
      'proxy.app_port',
      'proxy.app_port: with order = "start-first" two instances run beside each other, and need two ports',
      'leave it out; gorl gives each instance a PORT',
    );
}

const tables = {
  ready: ['http', 'tcp', 'log', 'exec'],
  live: ['http', 'tcp', 'exec'],
} as const;

function checkProbes(settings: Settings, wrong: TellWrong): void {
  for (const [table, names] of Object.entries(tables)) {
    const set = names.map((name) => `${table}.${name}` as Key).filter((key) => settings[key] !== '');
    const [first, second] = set;
    if (first !== undefined && second !== undefined)
      wrong(second, `${second}: ${first} is set, too`, 'one of them can show it; remove the other');
  }
  for (const key of ['ready.http', 'live.http'] as const)
    if (settings[key] !== '' && !/^(?:\/|http:\/\/[^/])/.test(settings[key]))
      wrong(key, `${key}: ${quoted(settings[key])} is neither a path nor an http:// URL`, 'write a path: "/healthz"');
  for (const key of ['ready.tcp', 'live.tcp'] as const)
    if (settings[key] !== '' && parseTcpAddress(settings[key]) === undefined)
      wrong(key, `${key}: ${quoted(settings[key])} is no address with a port`, 'write one: ":8080"');
}

function checkCertificate(settings: Settings, wrong: TellWrong): void {
  const [key, other] = settings['proxy.cert'] === '' ? (['key', 'cert'] as const) : (['cert', 'key'] as const);
  if (settings[`proxy.${key}`] === '' || settings[`proxy.${other}`] !== '') return;
  wrong(`proxy.${key}`, `proxy.${key}: a certificate and its key belong together`, `set proxy.${other}, too`);
}

function checkListen(settings: Settings, wrong: TellWrong): void {
  if (settings.listen.length > 0 && settings['build.full_bin'] !== '')
    wrong(
      'listen',
      'listen: sockets can only be handed to a program that gorl starts itself, and full_bin is shell text',
      'use entrypoint and env_files in the place of full_bin',
    );
  for (const text of settings.listen) {
    try {
      parseListenAddress(text);
    } catch (error) {
      wrong('listen', `listen: ${quoted(text)}: ${(error as Error).message}`, 'write "127.0.0.1:8080"');
    }
  }
}
