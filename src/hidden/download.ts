import { FivefoldError } from '../domain/errors.ts';
import { DOWNLOAD_TIMEOUT_MS, MAX_HIDDEN_BYTES, MAX_REDIRECTS } from '../domain/limits.ts';
import { readBounded } from '../github/stream.ts';
import { hiddenError, tooLarge } from './problem.ts';

export interface DownloadOptions {
  /** Bound on the file, enforced while bytes arrive. */
  readonly maxBytes?: number;
  /** Also accept plain http to this very machine: for tests and demos. */
  readonly allowLoopback?: boolean;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Download a file over https into memory, bounded in time, redirects and bytes. Every redirect must keep to https.
 *
 * @throws {FivefoldError} `hidden/missing`, `hidden/unreachable`, `hidden/too-large`
 */
export async function download(address: string, options: DownloadOptions = {}): Promise<Uint8Array> {
  const { maxBytes = MAX_HIDDEN_BYTES } = options;
  const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
  const start = new URL(address);
  const where = publicPart(start);
  try {
    const response = await follow(start, options, signal);
    const bytes = await readBounded(response.body, maxBytes);
    if (!bytes) throw tooLarge(maxBytes, where);
    return bytes;
  } catch (cause) {
    if (cause instanceof FivefoldError) throw cause;
    throw hiddenError('hidden/unreachable', `The download failed${reasonOf(cause)}.`, { where, cause });
  }
}

/** Node's `fetch` says only "fetch failed", and why in a code of its cause. Messages may quote the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return `: it was not complete after ${DOWNLOAD_TIMEOUT_MS / 1_000} s`;
  const { code } = (error.cause ?? error) as { readonly code?: unknown };
  return typeof code === 'string' ? `: ${code}` : '';
}

async function follow(start: URL, options: DownloadOptions, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    assertSecure(url, options);
    const response = await fetch(url, { redirect: 'manual', signal });
    if (response.ok) return response;
    await response.body?.cancel();
    const target = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || target === null)
      throw refused(url, response.status);
    url = new URL(target, url);
  }
  const message = `More than ${MAX_REDIRECTS} redirects.`;
  throw hiddenError('hidden/unreachable', message, { where: publicPart(start) });
}

function assertSecure(url: URL, { allowLoopback = false }: DownloadOptions): void {
  if (url.protocol === 'https:' || (allowLoopback && LOOPBACK.has(url.hostname))) return;
  throw hiddenError('hidden/unreachable', `Only https is followed, not ${url.protocol}//.`, {
    where: publicPart(url),
  });
}

function refused(url: URL, status: number): FivefoldError {
  const code = status === 404 || status === 410 ? 'hidden/missing' : 'hidden/unreachable';
  return hiddenError(code, `The server answered ${status}.`, { where: publicPart(url) });
}

/** Signatures in a query and passwords are for servers; no report shows them. */
function publicPart({ origin, pathname }: URL): string {
  return origin + pathname;
}
