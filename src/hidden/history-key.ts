import { hkdfSync } from 'node:crypto';
import { readIdentities } from './identity.ts';

/** Each binds the keys to one use. */
const HISTORY = 'fivefold/history/1';
const LIKENESS = 'fivefold/likeness/1';
const KEY_BYTES = 32;

/**
 * The keys that seal what a grader remembers of a pull request, one for each identity (HKDF-SHA-256, RFC 5869). They
 * say nothing about the identities. The first key seals and every key opens, so that a rotation – the new identity
 * before the old one – loses no history.
 *
 * @throws {FivefoldError} `hidden/key-missing`, `hidden/key-malformed`
 */
export async function historyKeys(identity: string): Promise<readonly Uint8Array[]> {
  const identities = await readIdentities(identity);
  return identities.map((secret) => keyFor(secret, HISTORY));
}

/**
 * The key under which models are compared, of the first identity.
 *
 * @throws {FivefoldError} `hidden/key-missing`, `hidden/key-malformed`
 */
export async function likenessKey(identity: string): Promise<Uint8Array> {
  const [first = ''] = await readIdentities(identity);
  return keyFor(first, LIKENESS);
}

function keyFor(secret: string, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', label, KEY_BYTES));
}
