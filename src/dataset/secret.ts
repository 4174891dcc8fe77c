import { createHmac, randomBytes } from 'node:crypto';
import { datasetError } from './problem.ts';

/** Bytes of randomness in a secret seed, as in `fivefold init`. */
const SECRET_BYTES = 32;
/** As an identity file of `fivefold init` has it, behind `#` or not. */
const SEED_LINE = /^#? *seed: *([0-9a-f]{64})\s*$/m;

/** A new secret seed: 64 digits of hex. */
export function mintSecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}

/**
 * The seed in a file of `pack`, or in an identity file of `init`.
 *
 * @throws {FivefoldError} `dataset/seed-malformed`; the message quotes nothing
 */
export function readSecret(text: string): string {
  const secret = SEED_LINE.exec(text)?.[1];
  if (secret) return secret;
  throw datasetError('dataset/seed-malformed', 'The seed file holds no seed.');
}

/** What `readSecret` reads. */
export function secretText(secret: string): string {
  return [
    '# Keep this file, and keep it secret: with the data that were packed, it tells which rows are hidden.',
    `seed: ${secret}`,
    '',
  ].join('\n');
}

/**
 * Where a thing stands in an order that only the secret tells: equal things stand at the same place, whatever stands
 * around them.
 */
export function placeOf(secret: string, ...names: readonly string[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(names)).digest('hex');
}
