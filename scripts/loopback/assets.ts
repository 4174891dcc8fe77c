import type { Answer, Incoming } from './http.ts';

/** Where release assets are downloaded from; on GitHub another host, with a signed and short-lived address. */
const STORAGE = '/_storage/assets/';

/** The bytes of release assets, of which the emulator keeps only the size. */
export class Assets {
  readonly #bytes = new Map<string, Uint8Array>();

  store(id: string, bytes: Uint8Array): void {
    this.#bytes.set(id, bytes);
  }

  /** The redirect to an asset's bytes, and the bytes. */
  handle({ method, path, headers }: Incoming, address: string): Answer | undefined {
    if (method !== 'GET') return undefined;
    const wanted = /\/releases\/assets\/(\d+)$/.exec(path)?.[1];
    if (wanted && this.#bytes.has(wanted) && /octet-stream/.test(headers.accept ?? '')) {
      return {
        status: 302,
        headers: { location: `${address}${STORAGE}${wanted}` },
        body: new Uint8Array(),
      };
    }
    const body = path.startsWith(STORAGE) ? this.#bytes.get(path.slice(STORAGE.length)) : undefined;
    return body && { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
  }
}

/** Not part of GitHub's API, hence not in its description. */
export function isStorage(path: string): boolean {
  return path.startsWith(STORAGE);
}
