/** Where the app is asked: at its own port, or at a proxy's. */
export interface Door {
  readonly name: 'direct' | 'gorl' | 'air';
  readonly port: number;
  /** The process that answers there, if it is a proxy. */
  readonly pid?: number;
  /** Of the app itself, to ask what it saw. */
  readonly appPort: number;
}

/** How long, and how much. */
export interface Scale {
  /** Of a large body. */
  readonly bytes: number;
  /** That an event stream lasts. */
  readonly streamMs: number;
  /** How much memory of the proxy one large body may cost. */
  readonly mostGrowthBytes: number;
}

const mebibyte = 1024 * 1024;
export const short: Scale = { bytes: 64 * mebibyte, streamMs: 2000, mostGrowthBytes: 56 * mebibyte };
export const full: Scale = { bytes: 1024 * mebibyte, streamMs: 60_000, mostGrowthBytes: 128 * mebibyte };

/** What came of a case at one door: plain data. Both doors must show the same. */
export type Observed = Readonly<Record<string, unknown>>;

export interface ProxyCase {
  readonly name: string;
  readonly ask: (door: Door, scale: Scale) => Promise<Observed>;
  /** A part of what the app shows when it is asked directly: without it, two equal failures would pass. */
  readonly shows: Observed;
  /** Why it differs on purpose. The case then holds what the proxy shows in place of the app. */
  readonly differs?: { readonly why: string; readonly shows: Observed };
  /** Takes as long as the scale says. */
  readonly isLong?: boolean;
  /** The app must speak HTTP/2 without TLS. */
  readonly needsHttp2?: boolean;
  /** Compares what a proxy puts on every answer, too. */
  readonly isStrict?: boolean;
}
