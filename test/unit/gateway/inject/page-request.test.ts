import { describe, expect, test } from 'vitest';
import { isPageRequest, validatorsToDrop } from '../../../../src/gateway/inject/page-request.ts';

const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('a request for a page', () => {
  test.each([
    ['a link', 'GET', {}],
    ['a form', 'POST', {}],
    ['a link, in a browser that says so', 'GET', { 'sec-fetch-dest': 'document' }],
    ['a frame', 'GET', { 'sec-fetch-dest': 'iframe' }],
    ['a frame of a frameset', 'GET', { 'sec-fetch-dest': 'frame' }],
    ['a WebView', 'GET', { 'x-requested-with': 'com.example.app' }],
  ])('is one: %s', (_what, method, headers) => {
    expect(isPageRequest(method, { accept, ...headers })).toBe(true);
    expect(validatorsToDrop(method, { accept, ...headers })).toEqual(['if-none-match', 'if-modified-since']);
  });

  test.each([
    ['only the head', 'HEAD', {}],
    ['options', 'OPTIONS', {}],
    ['from a script, as it is by default', 'GET', { accept: '*/*' }],
    ['from a program that says nothing', 'GET', { accept: undefined }],
    ['for data', 'GET', { accept: 'application/json' }],
    ['for a type that only begins so', 'GET', { accept: 'text/htmlx' }],
    ['from fetch', 'GET', { 'sec-fetch-dest': 'empty' }],
    ['for an image', 'GET', { 'sec-fetch-dest': 'image' }],
    ['from jQuery', 'GET', { 'x-requested-with': 'XMLHttpRequest' }],
    ['from htmx', 'GET', { 'hx-request': 'true' }],
    ['from htmx, boosted: it swaps the body', 'GET', { 'hx-request': 'true', 'hx-boosted': 'true' }],
    ['from htmx, a history restored', 'GET', { 'hx-history-restore-request': 'true' }],
    ['from Turbo, a frame', 'GET', { 'turbo-frame': 'list' }],
    ['from Turbo, a visit', 'GET', { 'x-turbo-request-id': '1' }],
    ['from Unpoly', 'GET', { 'x-up-version': '3.0.0' }],
    ['from pjax', 'GET', { 'x-pjax': 'true' }],
    ['from Alpine', 'GET', { 'x-alpine-request': 'true' }],
    ['from Datastar', 'GET', { 'datastar-request': 'true' }],
    ['from Inertia', 'GET', { 'x-inertia': 'true' }],
  ])('is none: %s', (_what, method, headers) => {
    expect(isPageRequest(method, { accept, ...headers })).toBe(false);
    expect(validatorsToDrop(method, { accept, ...headers })).toEqual([]);
  });
});
