import { endianness, networkInterfaces } from 'node:os';

/** Bridges of containers and virtual machines: nobody on the network reaches anything by their addresses. */
const bridge = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|cali|podman|lxc|lxd)/;

/** `0100007F` → `127.0.0.1`, 32 digits → `fe80:0:…`; an IPv4 address within IPv6 comes as IPv4. */
export function hostOfWords(words: string, order: 'BE' | 'LE' = endianness()): string {
  const bytes = Buffer.from(words, 'hex');
  if (order === 'LE') bytes.swap32();
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xff_ff;
  if (isMapped) return bytes.subarray(12).join('.');
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.subarray(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return '::1';
  return Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16)).join(':');
}

/** Which addresses of this machine lead there, the one of the machine itself first. */
export function hostsToReach(host: string, network: () => readonly string[] = networkHosts): readonly string[] {
  if (host === '0.0.0.0' || host === '::') return ['localhost', ...network()];
  // Any other loopback address was chosen on purpose.
  if (host === '127.0.0.1' || host === '::1') return ['localhost'];
  return [host.includes(':') ? `[${host}]` : host];
}

/** Of the network cards: what people type on another machine. */
function networkHosts(): readonly string[] {
  return Object.entries(networkInterfaces())
    .filter(([name]) => !bridge.test(name))
    .flatMap(([, addresses = []]) => addresses)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
