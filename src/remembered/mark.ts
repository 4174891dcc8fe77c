import { createHmac } from 'node:crypto';
import { endianness } from 'node:os';
import type { Predictions } from '../domain/prediction.ts';

/** What predictions are of. */
export interface Source {
  /** `ModelFiles.objectId`. */
  readonly model: string | undefined;
  /** SHA-256 of the encrypted hidden set, in hex. */
  readonly hidden: string;
}

/**
 * The mark of predictions: HMAC-SHA-256, in hex, over the model, the hidden set, dtype, shape and every bit (row-major, little
 * endian). Whoever has the identity can recompute it; for everybody else it says nothing (decision 018). A plain hash
 * would: a model can be built to answer every row with one number of the first, of which there are few enough to try all.
 *
 * @param key 32 bytes, derived from the identity for this use alone
 * @returns nothing where there is no key, or nobody knows which model it was
 */
export function markOf(
  key: Uint8Array | undefined,
  { model, hidden }: Source,
  { dtype, shape, data }: Predictions,
): { readonly predictionsHmac?: string } {
  if (!key || model === undefined) return {};
  const head = JSON.stringify(['fivefold/predictions/1', model, hidden, dtype, shape]);
  const hmac = createHmac('sha256', key).update(`${head}\n`).update(littleEndian(data));
  return { predictionsHmac: hmac.digest('hex') };
}

function littleEndian({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
