import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const path = (name: string): string => join(import.meta.dirname, 'certificate', name);

/** For localhost and 127.0.0.1, signed by itself, until 2126. Made for tests, and trusted by nobody. */
export const certificate = { cert: path('localhost.pem'), key: path('localhost.key') } as const;
/** Of no certificate here. */
export const otherKey = path('other.key');

/** What trusts it, for clients. */
export const trusting = { ca: readFileSync(certificate.cert) } as const;
