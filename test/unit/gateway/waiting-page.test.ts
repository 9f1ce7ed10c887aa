import { describe, expect, test } from 'vitest';
import { waitingPage } from '../../../src/gateway/waiting-page.ts';
import { problem } from '../../../src/protocol/diagnostic.ts';

const hostile = `"><script>alert('1')</script>&amp;`;

describe('waitingPage', () => {
  test('is an answer that says "not yet" and that nobody keeps', () => {
    const { status, headers } = waitingPage({ session: 'ab12', run: 0, doing: 'building' });
    expect(status).toBe(503);
    expect(headers).toMatchObject({ 'Cache-Control': 'no-store', 'Content-Type': 'text/html; charset=utf-8' });
    expect(headers['Content-Security-Policy']).toContain("default-src 'self'");
  });

  test('has one script, which is no inline one, and no style', () => {
    const { body } = waitingPage({ session: 'ab12', run: 3, doing: 'building' });
    expect(body.match(/<script[^>]*>/g)).toEqual(['<script src="/__gorl/client.js?page=ab12.3&amp;waiting">']);
    expect(body).not.toMatch(/<style| style=| on\w+=/);
    expect(body).toContain('<h1>Building…</h1>');
  });

  test('names the service, where it is one of several', () => {
    const { body } = waitingPage({ session: 'ab12', run: 3, service: 'api', doing: 'building' });
    expect(body).toContain('<script src="/__gorl/client.js?page=ab12.3&amp;service=api&amp;waiting">');
    expect(body).toContain('<p class="brand">gorl · api</p>');
  });

  test('tells without scripts what is wrong, and asks again', () => {
    const diagnostic = problem('undefined: x', { source: 'go', location: { file: 'main.go', line: 7, column: 2 } });
    const { body } = waitingPage({
      session: 'ab12',
      run: 1,
      doing: 'building',
      problem: { kind: 'build', title: '1 error', diagnostics: [diagnostic], output: 'more', stillServing: false },
    });
    expect(body).toContain('<title>Build failed</title>');
    expect(body).toContain('<li>main.go:7:2: undefined: x</li>');
    expect(body).toContain('<pre>more</pre>');
    expect(body).toMatch(/<noscript><meta http-equiv="refresh"/);
  });

  test('shows every text as text', () => {
    const location = { file: hostile, line: 1 };
    const { body } = waitingPage({
      session: hostile,
      run: 1,
      doing: 'starting',
      problem: {
        kind: 'crash',
        title: hostile,
        diagnostics: [problem(hostile, { location })],
        output: hostile,
        stillServing: false,
      },
    });
    expect(body.match(/<script/g)).toHaveLength(1);
    expect(body).not.toContain("alert('1')");
    expect(body.match(/&quot;&gt;&lt;script&gt;alert\(&#39;1&#39;\)&lt;\/script&gt;&amp;amp;/g)).toHaveLength(4);
  });
});
