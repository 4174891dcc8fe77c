import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request as the server received it. */
export interface Incoming {
  readonly method: string;
  /** Decoded per segment only where a route says so. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What is answered. `hangUp` closes the connection after these bytes; status 0 is no answer at all. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly hangUp?: boolean;
}

export type Json = Record<string, unknown>;

/** Diagnostics channel on which each request is announced as it arrives, to whoever looks for what should not be in one. */
export const REQUESTS = 'fivefold:loopback:request';

export async function receive(request: IncomingMessage): Promise<Incoming> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const url = new URL(request.url ?? '/', 'http://loopback');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(headers),
    body: new Uint8Array(Buffer.concat(chunks)),
  };
}

export function send(response: ServerResponse, { status, headers, body, hangUp }: Answer): void {
  if (status === 0) {
    response.destroy();
    return;
  }
  // A response that hangs up has promised its whole length and breaks the promise.
  const length = hangUp ? body.length + 1 : body.length;
  response.writeHead(status, { ...headers, 'content-length': String(length) });
  if (!hangUp) {
    response.end(status === 204 ? undefined : body);
    return;
  }
  response.write(body, () => response.destroy());
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: new TextEncoder().encode(JSON.stringify(value)),
  };
}

/** An error in the form GitHub gives it. */
export function refusal(status: number, message: string, extra: Json = {}, headers = {}): Answer {
  return json(status, { message, ...extra, documentation_url: 'https://docs.github.com/rest' }, headers);
}

export function parsed(message: { readonly body: Uint8Array }): Json {
  if (message.body.length === 0) return {};
  return JSON.parse(new TextDecoder().decode(message.body)) as Json;
}

/** The same answer with other JSON. */
export function withJson(answer: Answer, value: unknown): Answer {
  return { ...answer, body: new TextEncoder().encode(JSON.stringify(value)) };
}

/** Follow a path of keys through JSON: `at(pull, 'head', 'repo', 'full_name')`. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (inner as Json | null | undefined)?.[key], value);
}
