import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { hiddenError } from './problem.ts';

/** A secret and its public half. */
export interface KeyPair {
  /** `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`: opens hidden sets. */
  readonly identity: string;
  /** `age1…` or `age1pq1…`: packs them. */
  readonly recipient: string;
}

/**
 * Make a new identity. `hybrid` also withstands quantum computers, but needs age 1.3 or later wherever the command
 * line tool is used on its files; `x25519` works everywhere.
 */
export async function mintIdentity(kind: 'x25519' | 'hybrid' = 'x25519'): Promise<KeyPair> {
  const identity = await (kind === 'hybrid' ? generateHybridIdentity() : generateX25519Identity());
  return { identity, recipient: await identityToRecipient(identity) };
}

/**
 * The identities in a secret or in a key file as `age-keygen` writes it: one a line, with comments. There may be
 * several, so that a rotation can hold the old key and the new one for a while.
 *
 * @throws {FivefoldError} `hidden/key-missing`, `hidden/key-malformed`; no message ever quotes a key
 */
export async function readIdentities(text: string): Promise<readonly string[]> {
  const lines = text.split('\n').map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0)
    throw hiddenError('hidden/key-missing', 'There is no key to open the hidden sets.');
  await Promise.all(identities.map(assertIdentity));
  return identities;
}

/** The public halves of the identities in a secret or a key file. */
export async function recipientsOf(text: string): Promise<readonly string[]> {
  return Promise.all((await readIdentities(text)).map((identity) => identityToRecipient(identity)));
}

async function assertIdentity(identity: string, index: number): Promise<void> {
  try {
    await identityToRecipient(identity);
  } catch {
    // The library's error is not passed on as a cause: it may quote the key.
    const message = `Key ${index + 1} (${identity.length} characters) is not an age identity.`;
    throw hiddenError('hidden/key-malformed', message);
  }
}
