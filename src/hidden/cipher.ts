import { armor, Decrypter, Encrypter } from 'age-encryption';
import { FivefoldError } from '../domain/errors.ts';
import { hiddenError } from './problem.ts';

const HEADER = 'age-encryption.org/v1\n';
const ARMOR = '-----BEGIN AGE ENCRYPTED FILE-----';

/**
 * Encrypt for every recipient; any one of their identities opens the file.
 *
 * @throws {FivefoldError} `hidden/key-malformed` when a recipient is not one
 */
export async function encrypt(plain: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  if (recipients.length === 0)
    throw hiddenError('hidden/key-missing', 'There is no recipient to encrypt for.');
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      // Not quoted and no cause: people do paste the secret half here.
      throw new FivefoldError({
        code: 'hidden/key-malformed',
        message: 'A recipient is not one.',
        hint: 'Give what `fivefold keygen` printed: it begins with age1, and is not the secret half.',
      });
    }
  }
  return encrypter.encrypt(plain);
}

/**
 * Decrypt a file of the `age` tool or of ours, armored or not.
 *
 * @throws {FivefoldError} `hidden/key-wrong` no identity fits; `hidden/damaged` cut off, altered, or not such a file
 */
export async function decrypt(file: Uint8Array, identities: readonly string[]): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(unarmored(file));
  } catch (cause) {
    throw isNoMatch(cause)
      ? hiddenError('hidden/key-wrong', 'The key does not open this hidden set.', { cause })
      : hiddenError('hidden/damaged', damage(file), { cause });
  }
}

/** typage throws plain errors; this is the one that a healthy file can cause (age-encryption 0.3, lib/index.ts). */
function isNoMatch(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('no identity matched');
}

/** Authenticated encryption cannot say whether bytes are missing or wrong: both are a tag that does not fit. */
function damage(file: Uint8Array): string {
  const start = text(file, 0, 64);
  if (start.startsWith(HEADER) || start.startsWith(ARMOR))
    return 'The hidden set has been cut off or altered.';
  return `The hidden set is not an age file (${file.length} bytes).`;
}

function unarmored(file: Uint8Array): Uint8Array {
  return text(file, 0, ARMOR.length) === ARMOR ? armor.decode(text(file)) : file;
}

function text(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return new TextDecoder('latin1').decode(bytes.subarray(start, end));
}
