import { hkdfSync } from 'node:crypto';
import { readIdentities } from './identity.ts';

/** Each binds the keys to one use. */
const HISTORY = 'fivefold/history/1';
const LIKENESS = 'fivefold/likeness/1';
const REMEMBERED = 'fivefold/remembered/1';
const PREDICTIONS = 'fivefold/predictions/1';
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

/**
 * The key that seals what came of models, of the first identity: a rotation comes with other hidden sets, whose results nobody has
 * yet.
 *
 * @throws {FivefoldError} `hidden/key-missing`, `hidden/key-malformed`
 */
export async function rememberedKey(identity: string): Promise<Uint8Array> {
  const [first = ''] = await readIdentities(identity);
  return keyFor(first, REMEMBERED);
}

/**
 * The keys that mark predictions, one for each identity: the first marks, and any may have marked an old scorecard.
 *
 * @throws {FivefoldError} `hidden/key-missing`, `hidden/key-malformed`
 */
export async function predictionKeys(identity: string): Promise<readonly [Uint8Array, ...Uint8Array[]]> {
  const [first = '', ...others] = await readIdentities(identity);
  return [keyFor(first, PREDICTIONS), ...others.map((secret) => keyFor(secret, PREDICTIONS))];
}

function keyFor(secret: string, label: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', label, KEY_BYTES));
}
