import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from 'node:crypto';
import { type Answer, type Incoming, json, refusal } from './http.ts';
import type { Permissions, Tokens } from './identity.ts';

/** GitHub: "no more than 10 minutes into the future". */
const MAX_LIFE_S = 600;

interface App {
  readonly slug: string;
  readonly permissions: Permissions;
  readonly key: KeyObject;
  /** Owners in whose account it is installed, by the number of the installation. */
  readonly installations: Map<number, string>;
}

/** GitHub Apps: who holds the private key proves it by a JWT and gets tokens for where the App is installed. */
export class Apps {
  readonly #apps = new Map<string, App>();
  readonly #tokens: Tokens;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  /** Register an App and install it for all repositories of these owners. The private key is PKCS#1, as GitHub's are. */
  register(
    slug: string,
    permissions: Permissions,
    owners: readonly string[],
  ): { readonly appId: string; readonly privateKey: string } {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const appId = String(this.#apps.size + 1_000);
    const installations = new Map(owners.map((owner, i) => [Number(appId) * 100 + i, owner]));
    this.#apps.set(appId, { slug, permissions, key: createPublicKey(publicKey), installations });
    return { appId, privateKey };
  }

  /** What an App may ask for itself; `undefined` for every other path. */
  handle({ method, path, headers }: Incoming): Answer | undefined {
    const [, owner] = /^\/(?:orgs|users)\/([^/]+)\/installation$/.exec(path) ?? [];
    const [, wanted] = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path) ?? [];
    if (owner === undefined && wanted === undefined && path !== '/app') return undefined;
    const app = this.#whose(headers.authorization ?? '');
    if (!app) return refusal(401, 'A JSON web token could not be decoded');
    if (path === '/app') return json(200, { slug: app.slug });
    const found = [...app.installations].find(([id, at]) =>
      owner === undefined ? String(id) === wanted : at.toLowerCase() === owner.toLowerCase(),
    );
    if (!found) return refusal(404, 'Not Found');
    const [id, account] = found;
    if (method === 'GET') return json(200, { id, account: { login: account }, app_slug: app.slug });
    const token = this.#tokens.ofInstallation(app.slug, account, app.permissions);
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    return json(201, { token, expires_at, permissions: app.permissions, repository_selection: 'all' });
  }

  #whose(authorization: string): App | undefined {
    const [head = '', body = '', signature = ''] = authorization.replace(/^bearer\s+/i, '').split('.');
    const { iss, iat, exp } = claimsOf(body);
    const app = this.#apps.get(String(iss));
    const now = Date.now() / 1_000;
    if (!app || !(iat <= now + 60) || !(exp > now) || exp - now > MAX_LIFE_S + 60) return undefined;
    const signed = new TextEncoder().encode(`${head}.${body}`);
    return verify('RSA-SHA256', signed, app.key, Buffer.from(signature, 'base64url')) ? app : undefined;
  }
}

function claimsOf(body: string): { readonly iss?: unknown; readonly iat: number; readonly exp: number } {
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString());
  } catch {
    return { iat: Number.NaN, exp: Number.NaN };
  }
}
