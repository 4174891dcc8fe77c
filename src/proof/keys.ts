import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { MAX_KEYS } from '../domain/limits.ts';
import { proofError } from './problem.ts';

/** Where an exam repository keeps its public keys. */
export const KEYS_FILE = 'fivefold-keys.json';

/** What signs. */
export interface SigningKey {
  readonly key: KeyObject;
  /** The public half, without `kid`. */
  readonly jwk: PublicJwk;
  /** Thumbprint of the public half (RFC 7638, SHA-256): what a key is called. */
  readonly kid: string;
}

/** What checks a signature. */
export interface PublicKey {
  readonly key: KeyObject;
  readonly kid: string;
}

/** An Ed25519 public key (RFC 8037). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  /** 32 bytes, base64url. */
  readonly x: string;
}

/** A fresh private key as one line of JSON, so that it fits into a secret whose every line is masked. */
export function mintSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return `${JSON.stringify(privateKey.export({ format: 'jwk' }))}\n`;
}

/**
 * @param text a private JWK, or PKCS #8 in PEM, as a secret or a key file holds it
 * @throws {FivefoldError} `proof/key-malformed`; no message ever quotes a key
 */
export async function readSigningKey(text: string): Promise<SigningKey> {
  const key = privateKeyOf(text.trim());
  if (key?.asymmetricKeyType !== 'ed25519') {
    const message = `The signing key (${text.trim().length} characters) is not a private Ed25519 key.`;
    throw proofError('proof/key-malformed', message);
  }
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const jwk: PublicJwk = { kty: 'OKP', crv: 'Ed25519', x };
  return { key, jwk, kid: await calculateJwkThumbprint({ ...jwk }) };
}

function privateKeyOf(text: string): KeyObject | undefined {
  try {
    return text.startsWith('{')
      ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
      : createPrivateKey(text);
  } catch {
    // The library's error is not passed on as a cause: it may quote the key.
    return undefined;
  }
}

/** What of a signing key must not stand in a log: each line, and the secret number where JSON holds it. */
export function secretsOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const secret = /"d"\s*:\s*"([\w-]+)"/.exec(text)?.[1];
  // Braces and the frame of a PEM are no secrets, and masking a `{` would deface the whole log.
  const long = lines.filter((line) => line.length >= 16 && !line.startsWith('-----'));
  return secret === undefined ? long : [...long, secret];
}

/** Strict: a private half that was published by mistake, or a key of another kind, is an error and not a key. */
const publicJwk = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string().exactOptional(),
  use: z.literal('sig').exactOptional(),
  alg: z.enum(['EdDSA', 'Ed25519']).exactOptional(),
});
const keySet = z.object({ keys: z.array(publicJwk).min(1).max(MAX_KEYS) });

/**
 * The keys of `fivefold-keys.json`, each called by its thumbprint, whatever the file calls it.
 *
 * @throws {FivefoldError} `proof/keys-malformed`
 */
export async function readKeys(text: string): Promise<readonly PublicKey[]> {
  return Promise.all(
    parseKeySet(text).map(async ({ kty, crv, x }) => ({
      key: publicKeyOf({ kty, crv, x }),
      kid: await calculateJwkThumbprint({ kty, crv, x }),
    })),
  );
}

function publicKeyOf(jwk: PublicJwk): KeyObject {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch (cause) {
    throw proofError('proof/keys-malformed', 'A key of the key file is no point of the curve.', { cause });
  }
}

function parseKeySet(text: string): z.infer<typeof keySet>['keys'] {
  const { data, error } = keySet.safeParse(parseJson(text));
  if (data) return data.keys;
  const [issue] = error.issues;
  const message = `The key file is not a set of public Ed25519 keys, at ${issue?.path.join('.') || 'its beginning'}.`;
  throw proofError('proof/keys-malformed', message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * `fivefold-keys.json` with one more key. Those before it stay, so that what they signed can still be checked.
 *
 * @param text the file as it is, if there is one
 * @throws {FivefoldError} `proof/keys-malformed`
 */
export function withKey(text: string | undefined, { jwk, kid }: SigningKey): string {
  const before = text === undefined ? [] : parseKeySet(text).filter(({ x }) => x !== jwk.x);
  const keys = [...before, { ...jwk, kid, use: 'sig', alg: 'EdDSA' }];
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}
