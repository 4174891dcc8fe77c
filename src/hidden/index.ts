import { createHash } from 'node:crypto';
import { FivefoldError } from '../domain/errors.ts';
import type { HiddenSet } from '../domain/hidden.ts';
import { MAX_HIDDEN_BYTES } from '../domain/limits.ts';
import { formatShape } from '../domain/tensor.ts';
import { decrypt, encrypt } from './cipher.ts';
import { type Owner, type Packable, readContents, writeContents } from './contents.ts';
import { readIdentities } from './identity.ts';
import { hiddenError, tooLarge } from './problem.ts';

export { readContents, readSample } from './contents.ts';
export { fetchHiddenSet } from './fetch.ts';
export { readHiddenFolder } from './folder.ts';
export { historyKeys, likenessKey, predictionKeys, rememberedKey } from './history-key.ts';
export { type KeyPair, mintIdentity, recipientsOf } from './identity.ts';

/** An encrypted hidden set, and the hash that `exam.yml` pins. */
export interface PackedSet {
  readonly bytes: Uint8Array;
  /** Of `bytes`, in lower-case hex. */
  readonly sha256: string;
}

/**
 * Open a hidden set: the pinned hash first, then the key, then what is inside. Nothing touches the disk.
 *
 * @param encrypted hostile until its hash is the pinned one
 * @param options.identity one or more age identities, as a secret or a key file holds them
 * @throws {FivefoldError} `hidden/*`: every failure has its own code, and none is the candidate's fault
 */
export async function openHiddenSet(
  encrypted: Uint8Array,
  { identity, ...owner }: Owner & { readonly identity: string },
): Promise<HiddenSet> {
  const identities = await readIdentities(identity);
  assertSize(encrypted);
  assertHash(encrypted, owner.task.hidden.sha256);
  return readContents(await decrypt(encrypted, identities), owner);
}

/**
 * Pack inputs and labels for an exam. The hash differs each time: age draws a fresh file key.
 *
 * @throws {FivefoldError} `hidden/wrong-shape` not a label for each row; `hidden/malformed` NaN or an infinity;
 *   `hidden/key-malformed`; `hidden/too-large`
 */
export async function packHiddenSet(
  set: Packable,
  options: { readonly examId: string; readonly taskId: string; readonly recipients: readonly string[] },
): Promise<PackedSet> {
  assertRows(set);
  return encryptHiddenSet(writeContents(set, options.examId, options.taskId), options.recipients);
}

/** Encrypt an `.npz` that NumPy made. `readContents` tells beforehand whether an exam will accept it. */
export async function encryptHiddenSet(npz: Uint8Array, recipients: readonly string[]): Promise<PackedSet> {
  const bytes = await encrypt(npz, recipients);
  assertSize(bytes);
  return { bytes, sha256: sha256(bytes) };
}

/**
 * The same set, byte for byte, for other recipients.
 *
 * @param encrypted that {@link openHiddenSet} accepts
 * @throws {FivefoldError} `hidden/*`
 */
export async function rewrapHiddenSet(
  encrypted: Uint8Array,
  { identity, recipients }: { readonly identity: string; readonly recipients: readonly string[] },
): Promise<PackedSet> {
  return encryptHiddenSet(await decrypt(encrypted, await readIdentities(identity)), recipients);
}

/** What no exam would accept: better said to the instructor now than to a candidate later. */
function assertRows({ inputs, labels }: Packable): void {
  const [rows = 0] = inputs.shape;
  if (rows > 0 && labels.shape[0] === rows) return;
  const shapes = `inputs ${formatShape(inputs.shape)}, labels ${formatShape(labels.shape)}`;
  throw new FivefoldError({
    code: 'hidden/wrong-shape',
    message: `There is not one label for each row: ${shapes}.`,
    hint: 'The first dimension of both is the number of rows, 1 or more.',
  });
}

function assertSize({ length }: Uint8Array): void {
  if (length > MAX_HIDDEN_BYTES) throw tooLarge(MAX_HIDDEN_BYTES);
}

function assertHash(bytes: Uint8Array, pinned: string): void {
  const found = sha256(bytes);
  if (found === pinned) return;
  const message = `The hidden set has the SHA-256 ${found}; exam.yml pins ${pinned}.`;
  throw hiddenError('hidden/hash-mismatch', message);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
