import { hkdfSync } from 'node:crypto';
import { readIdentities } from './identity.ts';

/** Binds the keys to their one use. */
const LABEL = 'fivefold/history/1';
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
  return identities.map((secret) => new Uint8Array(hkdfSync('sha256', secret, '', LABEL, KEY_BYTES)));
}
