import { randomBytes } from 'node:crypto';
import { FivefoldError } from '../domain/errors.ts';
import type { KeyPair } from '../hidden/index.ts';
import { readInput } from './files.ts';

/** Bytes of randomness in the secret seed of an exam: nobody guesses hidden rows. */
const SECRET_BYTES = 32;
/** Behind `#` or not. */
const SEED_LINE = /^#? *seed: *([0-9a-f]{64})\s*$/m;

/** A new secret seed: 64 digits of hex. */
export function mintSecret(): string {
  return randomBytes(SECRET_BYTES).toString('hex');
}

/** What `age`, the secret of the workflow and `--seed-file` all take. */
export function identityText(title: string, { identity, recipient }: KeyPair, secret: string): string {
  return [
    `# Keep this file, and keep it secret: it opens the hidden sets of ${JSON.stringify(title)}.`,
    '# The seed draws the same rows again: fivefold init DIR --seed-file THIS-FILE',
    `# public recipient: ${recipient}`,
    `# seed: ${secret}`,
    identity,
    '',
  ].join('\n');
}

/** What `fivefold pack` keeps where no identity keeps it. */
export function secretText(secret: string): string {
  return [
    '# Keep this file, and keep it secret: with the data that were packed, it tells which rows are hidden.',
    `seed: ${secret}`,
    '',
  ].join('\n');
}

/**
 * The seed in a file of `pack`, or in an identity file of `init`. The message quotes nothing of it.
 *
 * @throws {FivefoldError} `file/unreadable`; `file/malformed` no seed in it
 */
export async function readSecret(path: string): Promise<string> {
  const secret = secretIn(new TextDecoder().decode(await readInput(path)));
  if (secret !== undefined) return secret;
  const message = `${path} holds no seed.`;
  const hint = `It takes a line "seed: " with ${2 * SECRET_BYTES} hex digits, as \`init\` and \`pack\` write.`;
  throw new FivefoldError({ code: 'file/malformed', message, hint });
}

/** The seed in the text of such a file, if there is one. */
export function secretIn(text: string): string | undefined {
  return text.match(SEED_LINE)?.[1];
}
