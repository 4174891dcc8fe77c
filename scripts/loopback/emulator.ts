import { createEmulator } from 'emulate';
import { Turns } from '../../src/sandbox/turns.ts';
import { type Answer, type Incoming, type Json, parsed } from './http.ts';

/** An exam has thousands of files: as many connections at once are more than a server lets wait. */
const REQUESTS_AT_ONCE = 16;

/** The stateful GitHub API of the npm package `emulate`, behind a door that only the proxy uses. */
export interface Backend {
  /** Pass a request on, as this user or anonymously. */
  forward(request: Incoming, login: string | undefined): Promise<Answer>;
  /** A request of the server's own; `undefined` where there is nothing, and throws on every other failure. */
  ask(login: string, method: string, path: string, body?: unknown): Promise<Json | undefined>;
  close(): Promise<void>;
}

/**
 * @param address what its answers shall give as their own address: the proxy's
 * @param logins every account there will be; the emulator cannot add any later
 */
export async function startBackend(address: string, logins: readonly string[]): Promise<Backend> {
  const users = logins.map((login) => ({ login, name: login, email: `${login}@example.org` }));
  const tokens = Object.fromEntries(logins.map((login) => [tokenOf(login), { login, scopes: ['repo'] }]));
  const emulator = await createEmulator({ service: 'github', port: 0, seed: { tokens, github: { users } } });
  const turns = new Turns(REQUESTS_AT_ONCE);
  const forward = (request: Incoming, login?: string) =>
    turns.take(() => pass(emulator.url, address, request, login));
  return {
    forward,
    async ask(login, method, path, body) {
      const url = new URL(path, emulator.url);
      const bytes = body === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(body));
      const headers = { accept: 'application/json', 'content-type': 'application/json' };
      const request = { method, path: url.pathname, query: url.searchParams, headers, body: bytes };
      const answer = await forward(request, login);
      if (answer.status === 404) return undefined;
      if (answer.status < 300) return parsed(answer);
      throw new Error(`${method} ${path}: ${answer.status} ${new TextDecoder().decode(answer.body)}`);
    },
    close: () => emulator.close(),
  };
}

function tokenOf(login: string): string {
  return `loopback-${encodeURIComponent(login)}`;
}

async function pass(door: string, address: string, request: Incoming, login?: string): Promise<Answer> {
  const { method, path, query, body } = request;
  const search = query.size > 0 ? `?${query}` : '';
  // It calls itself `localhost`, whose look-up costs more than the request. It closes idle connections whenever its timer comes
  // round, which may be just when the next request is on its way.
  const response = await fetch(new URL(path + search, door.replace('localhost', '127.0.0.1')), {
    method,
    headers: {
      connection: 'close',
      ...kept(request.headers),
      ...(login && { authorization: `token ${tokenOf(login)}` }),
    },
    redirect: 'manual',
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const readdress = (text: string): string => text.replaceAll(door, address);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headers = [...response.headers].map(([name, value]) => [name, readdress(value)]);
  return {
    status: response.status,
    headers: Object.fromEntries(headers.filter(([name]) => !CONNECTION.has(name ?? ''))),
    body: new TextEncoder().encode(readdress(new TextDecoder().decode(bytes))),
  };
}

const CONNECTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'date']);

function kept(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { accept = 'application/json', 'content-type': type = 'application/json' } = headers;
  return { accept, 'content-type': type };
}
