import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, type GitHub } from '../../src/github/client.ts';
import { blobId } from '../../src/github/objects.ts';
import { fetchHiddenSet } from '../../src/hidden/index.ts';

const sha256 = '0'.repeat(64);
const bytes = Uint8Array.from({ length: 300 }, (_, i) => i);
const exam = { repository: { owner: 'school', name: 'exam' }, sha: 'c'.repeat(40) };
const maxBytes = 1_000;
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on loopback; its answers by path. */
async function serve(routes: Record<string, RequestListener>): Promise<string> {
  const server = createServer((request, response) => {
    const route = routes[request.url?.split('?')[0] ?? ''];
    if (route) return route(request, response);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}');
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const send =
  (body: Uint8Array): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body);
const json =
  (body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const redirect =
  (location: string): RequestListener =>
  (_, response) =>
    response.writeHead(302, { location }).end();

const impatient = { retries: 0, backoffMs: 0, maxWaitMs: 0, paced: false };
const github = (apiUrl: string): GitHub => connect({ apiUrl, patience: impatient });

describe('a hidden set at a URL', () => {
  const download = (url: string) =>
    fetchHiddenSet(github('http://127.0.0.1:9'), exam, { url, sha256 }, { allowLoopback: true, maxBytes });

  it('is downloaded, over redirects', async () => {
    const url = await serve({ '/a': redirect('/b'), '/b': redirect('/c?signature=s'), '/c': send(bytes) });
    expect(await download(`${url}/a`)).toEqual(bytes);
  });

  it.each<[string, string, Record<string, RequestListener>]>([
    ['a missing file', 'hidden/missing', {}],
    ['a broken server', 'hidden/unreachable', { '/a': (_, response) => response.writeHead(500).end() }],
    ['redirects in a circle', 'hidden/unreachable', { '/a': redirect('/a') }],
    ['a redirect to nowhere', 'hidden/unreachable', { '/a': (_, response) => response.writeHead(302).end() }],
    ['a redirect to a file of the machine', 'hidden/unreachable', { '/a': redirect('file:///etc/passwd') }],
    ['a redirect to plain http', 'hidden/unreachable', { '/a': redirect('http://example.invalid/') }],
    ['a file over the limit', 'hidden/too-large', { '/a': send(new Uint8Array(1_001)) }],
    ['a connection that breaks off', 'hidden/unreachable', { '/a': (request) => request.socket.destroy() }],
  ])('that is %s fails with %s', async (_, code, routes) => {
    await expect(download(`${await serve(routes)}/a`)).rejects.toMatchObject({ code });
  });

  it('does not show the signature of a redirect', async () => {
    const insecure = 'http://example.invalid/b?signature=secret';
    const url = await serve({ '/a': redirect('/b?signature=secret'), '/c': redirect(insecure) });
    await expect(download(`${url}/a`)).rejects.toMatchObject({ where: `${url}/b` });
    await expect(download(`${url}/c`)).rejects.toMatchObject({ where: 'http://example.invalid/b' });
  });

  it('says why it could not be downloaded, without what is secret in the address', async () => {
    const url = await serve({});
    for (const server of servers.splice(0)) server.close();
    await expect(download(`${url}/a?signature=secret`)).rejects.toMatchObject({
      message: 'The download failed: ECONNREFUSED.',
      where: `${url}/a`,
    });
    const withPassword = download('https://ada:secret@example.invalid/a');
    await expect(withPassword).rejects.toMatchObject({
      message: 'The download failed.',
      where: 'https://example.invalid/a',
    });
  });

  it('is refused without https, unless a test says so', async () => {
    const url = await serve({ '/a': send(bytes) });
    const attempt = fetchHiddenSet(github(url), exam, { url: `${url}/a`, sha256 });
    await expect(attempt).rejects.toMatchObject({ code: 'hidden/unreachable' });
  });
});

describe('a hidden set in a release', () => {
  const location = { asset: { tag: 'v1', name: 'digits.npz.age' }, sha256 };
  const release = (size: number) => json({ assets: [{ id: 7, name: 'digits.npz.age', size }] });
  const RELEASE = '/repos/school/exam/releases/tags/v1';
  const ASSET = '/repos/school/exam/releases/assets/7';

  it('is downloaded, over the redirect to object storage', async () => {
    const url = await serve({
      [RELEASE]: release(300),
      [ASSET]: redirect('/storage'),
      '/storage': send(bytes),
    });
    expect(await fetchHiddenSet(github(url), exam, location, { maxBytes })).toEqual(bytes);
  });

  it.each<[string, string, Record<string, RequestListener>]>([
    ['a release that does not exist', 'hidden/missing', {}],
    ['an asset that does not exist', 'hidden/missing', { [RELEASE]: json({ assets: [] }) }],
    ['an asset that says it is too large', 'hidden/too-large', { [RELEASE]: release(1_001) }],
    [
      'an asset larger than it says',
      'hidden/too-large',
      { [RELEASE]: release(1), [ASSET]: send(new Uint8Array(1_001)) },
    ],
  ])('of %s fails with %s', async (_, code, routes) => {
    await expect(
      fetchHiddenSet(github(await serve(routes)), exam, location, { maxBytes }),
    ).rejects.toMatchObject({ code });
  });
});

describe('a hidden set in the exam repository', () => {
  const sha = blobId(bytes);
  const location = { path: 'hidden-tests/digits.npz.age', sha256 };
  const tree = (size: number) =>
    json({ truncated: false, tree: [{ path: location.path, mode: '100644', type: 'blob', sha, size }] });
  const TREE = `/repos/school/exam/git/trees/${exam.sha}`;
  const BLOB = `/repos/school/exam/git/blobs/${sha}`;

  it('is read at the commit of the exam', async () => {
    const url = await serve({ [TREE]: tree(300), [BLOB]: send(bytes) });
    expect(await fetchHiddenSet(github(url), exam, location, { maxBytes })).toEqual(bytes);
  });

  it.each<[string, string, Record<string, RequestListener>]>([
    ['is not there', 'hidden/missing', { [TREE]: json({ truncated: false, tree: [] }) }],
    ['is over the limit', 'hidden/too-large', { [TREE]: tree(1_001) }],
  ])('that %s fails with %s', async (_, code, routes) => {
    await expect(
      fetchHiddenSet(github(await serve(routes)), exam, location, { maxBytes }),
    ).rejects.toMatchObject({ code });
  });
});
