import { isList, type Json } from '../../config/json.ts';
import type { LayerConfig } from '../../config/layer-config.ts';
import { fingerprint64 } from './farmhash.ts';
import { type SipKey, sipHash64 } from './siphash.ts';

/** Which of `bins` buckets a text falls into. */
export type Bucket = (text: string, bins: number) => number;

const ENCODER = new TextEncoder();

/** `tf.strings.to_hash_bucket_fast`, or `to_hash_bucket_strong` with a salt. Source: tensorflow string_to_hash_bucket_op.h */
export function bucketBy(salt: SipKey | undefined): Bucket {
  const hash = salt === undefined ? fingerprint64 : (bytes: Uint8Array) => sipHash64(bytes, salt);
  return (text, bins) => Number(hash(ENCODER.encode(text)) % BigInt(bins));
}

/** `salt`: two integers, or one for both halves of the key. */
export function readSalt(config: LayerConfig): SipKey | undefined {
  const salt: Json | undefined = config.value('salt');
  if (salt === undefined) return undefined;
  const halves = isList(salt) ? salt : [salt, salt];
  const [k0, k1] = halves.map((half) => {
    if (typeof half !== 'number' || !Number.isSafeInteger(half)) throw config.invalid('salt', 'integers');
    return BigInt(half);
  });
  if (k0 === undefined || k1 === undefined || halves.length !== 2) {
    throw config.invalid('salt', 'one or two integers');
  }
  return [k0, k1];
}
