/** Put in by the bundler from package.json. */
declare const __GORL_VERSION__: string | undefined;

export const version = typeof __GORL_VERSION__ === 'string' ? __GORL_VERSION__ : '0.0.0-unbundled';
