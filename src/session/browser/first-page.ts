import type { Report } from '../../protocol/report.ts';

/** Finds the page that `--open` opens: the first one of the session, and no other. */
export class FirstPage {
  #proxyUrl: string | undefined;
  #isFound = false;

  /** The page, once there is an app that shows it. With the proxy on it is the proxy's. */
  told(report: Report): string | undefined {
    switch (report.type) {
      case 'proxy-listening':
        this.#proxyUrl = report.url;
        return undefined;
      case 'proxy-closed':
        this.#proxyUrl = undefined;
        return undefined;
      case 'process-ready':
      case 'process-listening':
        return this.#isFound ? undefined : this.#find(report.addresses ?? []);
      default:
        return undefined;
    }
  }

  #find(addresses: readonly string[]): string | undefined {
    const own = addresses.find(isPageOfThisMachine);
    const url = own === undefined ? undefined : (this.#proxyUrl ?? own);
    this.#isFound = url !== undefined;
    return url;
  }
}

function isPageOfThisMachine(address: string): boolean {
  if (!/^https?:/.test(address) || !URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
