// The ways to replace an app under load: who does it, with what config, and where requests go.

const toml = (lines) => `${lines.join('\n')}\n`;

/** `port`: where requests go; `app`: another port that is free. */
export const ways = {
  'proxy, graceful app': {
    end: 'graceful',
    config: ({ port }) => toml(['[proxy]', 'enabled = true', `proxy_port = ${port}`]),
  },
  'proxy, app that dies at once': {
    end: 'abrupt',
    config: ({ port }) => toml(['[proxy]', 'enabled = true', `proxy_port = ${port}`]),
  },
  'start-first, graceful app': {
    end: 'graceful',
    config: ({ port }) => toml(['order = "start-first"', '[proxy]', 'enabled = true', `proxy_port = ${port}`]),
  },
  'socket handover, graceful app': {
    end: 'graceful',
    config: ({ port }) => toml([`listen = ["127.0.0.1:${port}"]`]),
  },
  'plain restart, graceful app': { end: 'graceful', config: () => '', env: ({ port }) => ({ PORT: String(port) }) },
  "air's proxy, graceful app": {
    end: 'graceful',
    tool: 'air',
    // Its proxy serves nothing but what it can wait for, and the app has to know its own port.
    config: ({ port, app }) =>
      toml([
        ...['[build]', 'cmd = "go build -o ./tmp/main ."', 'bin = "./tmp/main"', 'send_interrupt = true'],
        ...['kill_delay = "500ms"', '[proxy]', 'enabled = true', `proxy_port = ${port}`, `app_port = ${app}`],
      ]),
    env: ({ app }) => ({ PORT: String(app) }),
  },
};

/** Must not lose a single request. */
export const lossless = [
  'proxy, graceful app',
  'proxy, app that dies at once',
  'start-first, graceful app',
  'socket handover, graceful app',
];
