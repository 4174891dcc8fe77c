import { sizeOf } from '../../domain/tensor.ts';
import { dequantise, WIDTH_BYTES } from '../formats/quantisation.ts';
import { damaged } from '../formats/stored.ts';
import { joinShards, type ManifestEntry, type WeightsManifest } from '../formats/tfjs-manifest.ts';
import type { Constant } from './constant.ts';
import { shown, unsupported } from './failure.ts';

/**
 * The values of a graph's constants by node. Shards are looked up among the submitted files and nowhere else.
 *
 * @param files - by path relative to the model's folder
 * @param what - the name of `model.json`
 * @throws {FivefoldError} model/damaged, model/op-unsupported
 */
export function readManifest(
  manifest: WeightsManifest,
  files: ReadonlyMap<string, Uint8Array>,
  what: string,
): ReadonlyMap<string, Constant> {
  return new Map(manifest.flatMap(({ paths, weights }) => readGroup(paths, weights, files, what)));
}

function readGroup(
  paths: readonly string[],
  weights: readonly ManifestEntry[],
  files: ReadonlyMap<string, Uint8Array>,
  what: string,
): [string, Constant][] {
  const bytes = joinShards(paths, files, what);
  const needed = weights.reduce((sum, weight) => sum + bytesOf(weight), 0);
  if (needed !== bytes.length) {
    throw damaged(what, `describes ${needed} bytes of weights, but their shards hold ${bytes.length}`);
  }
  let offset = 0;
  return weights.map((weight) => {
    const start = offset;
    offset += bytesOf(weight);
    return [weight.name, read(weight, bytes.slice(start, offset))];
  });
}

function bytesOf({ shape, dtype, quantization, name }: ManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const width = Object.hasOwn(WIDTH_BYTES, stored)
    ? WIDTH_BYTES[stored as keyof typeof WIDTH_BYTES]
    : undefined;
  if (width === undefined) throw unsupported('Const', name, `of a type (${shown(stored)}) that is no number`);
  return sizeOf(shape) * width;
}

/** Source: tfjs-core/src/io/io_utils.ts `decodeWeight` */
function read({ name, shape, dtype, quantization }: ManifestEntry, bytes: Uint8Array<ArrayBuffer>): Constant {
  const { min = 0, scale = 1 } = quantization ?? {};
  const stored = (quantization?.dtype ?? dtype) as keyof typeof WIDTH_BYTES;
  if (dtype === 'bool') return { dtype, shape, data: bytes };
  if (dtype === 'int32') {
    const data = quantization
      ? Int32Array.from(dequantise(bytes, { dtype: stored, min, scale }), Math.round)
      : new Int32Array(bytes.buffer);
    return { dtype, shape, data };
  }
  if (dtype === 'float32') return { dtype, shape, data: dequantise(bytes, { dtype: stored, min, scale }) };
  throw unsupported('Const', name, `of the type ${shown(dtype)}, which the grader cannot read`);
}
