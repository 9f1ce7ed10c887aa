// The modules that the bench edits: how many packages each has, and what else it imports.

/** Packages c1 to c10, each of which imports the next: an edit of the last is ten imports away from package main. */
export const chainLength = 10;

/** `packages`: those that are ballast. Besides them each module has the chain, `hot`, `platform`, and package main. */
export const shapes = {
  s: { packages: 4, title: 'small' },
  m: { packages: 50, title: 'medium' },
  l: { packages: 300, title: 'large' },
  xl: { packages: 1000, title: 'very large' },
  real: { packages: 60, title: 'with gin, gRPC, pgx, Prometheus, zap, viper, cobra, and WebSockets', isReal: true },
};

export const packageName = (index) => `p${String(index).padStart(4, '0')}`;

/** A tree of four branches each, so that the program is a few imports deep and most packages are near the top. */
export const importOf = (index) => (index === 0 ? undefined : Math.floor((index - 1) / 4));

/** Packages that no other imports: package main does. */
export function topPackages({ packages }) {
  const imported = new Set(Array.from({ length: packages }, (_, index) => importOf(index)));
  return Array.from({ length: packages }, (_, index) => index).filter((index) => !imported.has(index));
}
