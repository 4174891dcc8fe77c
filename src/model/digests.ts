import { createHash } from 'node:crypto';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorDigest } from '../domain/likeness.ts';
import { MAX_TENSOR_DIGESTS, MIN_DIGESTED_VALUES } from '../domain/limits.ts';
import { placesOf } from './assign/places.ts';
import type { Model } from './index.ts';

/**
 * What a model's weights are, whatever file holds them: a digest of each, the largest first. Names, order and format do
 * not show in it. Left out are weights that say nothing of a training: a few numbers, or one number again and again, as
 * weights begin.
 */
export function digestsOf({ root }: Pick<Model, 'root'>): readonly TensorDigest[] {
  const tensors = placesOf(root).map(({ layer, slot }) => layer.weights.get(slot.name));
  const digests = tensors.flatMap((tensor) => digestOf(tensor) ?? []);
  return digests.sort(byValues).slice(0, MAX_TENSOR_DIGESTS);
}

function byValues(a: TensorDigest, b: TensorDigest): number {
  return b.values - a.values || (a.sha256 < b.sha256 ? -1 : 1);
}

function digestOf(tensor: Tensor): TensorDigest | undefined {
  if (tensor.dtype !== 'float32' || tensor.size < MIN_DIGESTED_VALUES) return undefined;
  const data = tensor.dataSync<'float32'>();
  if (data.every((value) => value === data[0])) return undefined;
  // SavedModels and graphs add or drop dimensions of 1, as in the mean of a Normalization.
  const shape = tensor.shape.filter((dimension) => dimension !== 1);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const sha256 = createHash('sha256').update(JSON.stringify(shape)).update(bytes).digest('hex');
  return { values: tensor.size, sha256 };
}
