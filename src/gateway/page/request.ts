import type { ConsoleRequest, OpenRequest } from '../live/page-message.ts';

// As it is now: what the app puts in its place later is not for gorl's requests.
const { fetch } = globalThis;

/** Of the newest `hello`; a gorl that was started anew has another. */
let token = '';

export function setToken(value: string): void {
  token = value;
}

/** Undefined when gorl did it, else its reason in words. */
export async function requestOpen(place: OpenRequest): Promise<string | undefined> {
  try {
    const response = await post('open', place);
    return response.ok ? undefined : (await response.text()).trim() || `gorl refused (${response.status})`;
  } catch {
    return 'gorl does not answer';
  }
}

/** Never throws: an error in the page must not cause another. */
export async function sendConsole(entry: ConsoleRequest): Promise<void> {
  try {
    await post('console', entry);
  } catch {
    // gorl is gone, or the page's policy forbids it. Whoever looks at the browser's console sees the error all the same.
  }
}

function post(route: string, body: OpenRequest | ConsoleRequest): Promise<Response> {
  return fetch.call(globalThis, `/__gorl/${route}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Gorl-Token': token },
    body: JSON.stringify(body),
    keepalive: true, // the error may be the page's last
  });
}
