import type { LayerConfig } from '../../config/layer-config.ts';
import { layer } from '../definition.ts';
import { bucketBy, readSalt } from './buckets.ts';
import { encode, type OutputMode, readOutputMode } from './encode.ts';
import { concatenate64, fingerprint64 } from './farmhash.ts';
import { integersOf, spelled, textsOf } from './strings.ts';

const INT32_MAX = 2 ** 31 - 1;

function readBins(config: LayerConfig): number {
  const bins = config.count('num_bins');
  if (bins > INT32_MAX) throw config.unsupported('num_bins');
  return bins;
}

function readMode(config: LayerConfig): OutputMode {
  const mode = readOutputMode(config);
  if (mode === 'tf_idf') throw config.invalid('output_mode', 'int, one_hot, multi_hot or count');
  return mode;
}

/** Text, or the decimals of integers, → bins. The mask value has bin 0 for itself. */
export const hashing = layer({
  source: 'preprocessing/hashing.py',
  options: (config) => ({
    bins: readBins(config),
    mask: config.value('mask_value'),
    mode: readMode(config),
    bucket: bucketBy(readSalt(config)),
  }),
  run: (x, { options: { bins, mask, mode, bucket }, layer: label }) => {
    const reserved = mask !== undefined && bins > 1 ? 1 : 0;
    const masked = reserved === 1 ? String(mask) : undefined;
    const values = Int32Array.from(spelled(x, label), (text) =>
      text === masked ? 0 : reserved + bucket(text, bins - reserved),
    );
    return encode({ values, shape: x.shape }, mode, bins, label);
  },
});

/** TensorFlow's `_DEFAULT_HASH_KEY` of crosses. */
const CROSS_KEY = 0xdecafcaffen;

const ENCODER = new TextEncoder();

/** Combinations of two or more features → bins. Source: tensorflow sparse_cross_op.cc `HashCrosser` */
export const hashedCrossing = layer({
  source: 'preprocessing/hashed_crossing.py',
  inputs: 2,
  options: (config) => ({ bins: readBins(config), mode: readMode(config) }),
  run: (x, { inputs, options: { bins, mode }, layer: label }) => {
    const features = inputs.map((input) =>
      input.dtype === 'string'
        ? textsOf(input, label).map((text) => fingerprint64(ENCODER.encode(text)))
        : Array.from(integersOf(input, label), (value) => BigInt.asUintN(64, BigInt(value))),
    );
    const values = Int32Array.from({ length: x.size }, (_, i) => {
      const hash = features.reduce((sofar, feature) => concatenate64(sofar, feature[i] ?? 0n), CROSS_KEY);
      return Number(hash % BigInt(bins));
    });
    return encode({ values, shape: x.shape }, mode, bins, label);
  },
});
