import { createHash } from 'node:crypto';
import type { Scorecard } from '../domain/scorecard.ts';
import { type Circumstances, claimsOf } from './claims.ts';
import { credentialOf } from './credential.ts';
import { readSigningKey } from './keys.ts';
import { signBadge, signProof } from './token.ts';

export type { Circumstances, ScoreClaims } from './claims.ts';
export {
  KEYS_FILE,
  mintSigningKey,
  type PublicKey,
  readKeys,
  readSigningKey,
  secretsOf,
  withKey,
} from './keys.ts';
export { pictureOf } from './picture.ts';
export { compareCards, type Repeated } from './rerun.ts';
export { type Expected, type Line, type Verified, verifyText } from './verify.ts';

/** What is signed about one grading: compact JWS. */
export interface Proof {
  readonly score: string;
  /** An Open Badges credential: on a pass, when graded out of the candidate's reach. */
  readonly certificate?: string;
}

/**
 * Sign a scorecard. Pure: the same card and key give the same bytes.
 *
 * @param signingKey as a secret holds it
 * @returns `undefined` for a folder on somebody's machine, which nobody submitted
 * @throws {FivefoldError} `proof/key-malformed`
 */
export async function prove(
  card: Scorecard,
  signingKey: string,
  around: Circumstances,
): Promise<Proof | undefined> {
  if (!card.submission) return undefined;
  const key = await readSigningKey(signingKey);
  const claims = claimsOf(card, card.submission, around);
  const credential = credentialOf(claims);
  const score = await signProof(claims, key);
  if (!credential) return { score };
  return { score, certificate: await signBadge(credential, key, claims.iss) };
}

/** SHA-256 of a token, as attestations name their subject. */
export function digestOf(token: string): string {
  return `sha256:${createHash('sha256').update(token).digest('hex')}`;
}
