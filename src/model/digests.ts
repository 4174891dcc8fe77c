import { createHash } from 'node:crypto';
import type { TensorDigest } from '../domain/likeness.ts';
import { MAX_TENSOR_DIGESTS, MIN_DIGESTED_VALUES } from '../domain/limits.ts';
import { placesOf } from './assign/places.ts';
import type { Model } from './index.ts';
import type { StoredTensor } from './weights.ts';

/**
 * What a model's weights are, whatever file holds them: a digest of each, the largest first. Names, order and format do
 * not show in it. Left out are weights that say nothing of a training: a few numbers, or one number again and again, as
 * weights begin.
 */
export function digestsOf({ root }: Pick<Model, 'root'>): readonly TensorDigest[] {
  const tensors = placesOf(root).map(({ layer, slot }) => layer.weights.stored(slot.name));
  const digests = tensors.flatMap((tensor) => digestOf(tensor) ?? []);
  return digests.sort(byValues).slice(0, MAX_TENSOR_DIGESTS);
}

function byValues(a: TensorDigest, b: TensorDigest): number {
  return b.values - a.values || (a.sha256 < b.sha256 ? -1 : 1);
}

function digestOf({ data, shape: whole, dtype = 'float32' }: StoredTensor): TensorDigest | undefined {
  if (dtype !== 'float32' || data.length < MIN_DIGESTED_VALUES) return undefined;
  if (data.every((value) => value === data[0])) return undefined;
  // SavedModels and graphs add or drop dimensions of 1, as in the mean of a Normalization.
  const shape = whole.filter((dimension) => dimension !== 1);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const sha256 = createHash('sha256').update(JSON.stringify(shape)).update(bytes).digest('hex');
  return { values: data.length, sha256 };
}
