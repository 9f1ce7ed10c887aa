/**
 * What a proxy must change or add, with the reason. All else must be equal. Names in lower case.
 */

const connection = 'of one connection (RFC 9110 §7.6.1): the proxy has two';

/** Headers of an answer. */
export const answerDifferences: Readonly<Record<string, string>> = {
  connection,
  'keep-alive': connection,
  'proxy-connection': connection,
  'transfer-encoding': `${connection}; whether a body without a length comes in chunks is up to each`,
  date: 'compared as present or absent: the second may pass between the two',
};

/** Headers of a request, as the app sees it. */
export const requestDifferences: Readonly<Record<string, string>> = {
  connection,
  'keep-alive': connection,
  'proxy-connection': connection,
  'transfer-encoding': connection,
  te: `${connection}; that trailers are understood is said anew, and one case shows it`,
  'x-forwarded-for': 'says who asked; one case shows its value',
  'x-forwarded-host': 'says which host was asked for; one case shows its value',
  'x-forwarded-proto': 'says how it was asked; one case shows its value',
};

/**
 * What air changes or adds in every request or answer. Each is shown by a strict case; elsewhere it is left out, so that
 * air's column shows more than these.
 */
export const ofAir: readonly string[] = ['access-control-allow-origin', 'via', 'accept-encoding', 'user-agent', 'date'];
