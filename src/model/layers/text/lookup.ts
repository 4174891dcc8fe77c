import type { LayerConfig } from '../../config/layer-config.ts';
import { layerError } from '../../failure.ts';
import type { LayerLabel } from '../../graph.ts';
import { tf } from '../../tf.ts';
import { layer, type Running } from '../definition.ts';
import { bucketBy, readSalt } from './buckets.ts';
import { encode } from './encode.ts';
import { type LookupOptions, readLookup } from './lookup-options.ts';
import { integersOf, textsOf, textTensor } from './strings.ts';

/** What stands for a term that has no index and no OOV index: it is dropped when encoded. */
const DROPPED = -1;

/** Where out-of-vocabulary terms go, from 0 to `oovIndices` − 1. */
export type OovBucket = (term: string) => number;

/** Terms → indices. Source: keras/src/layers/preprocessing/index_lookup.py `_lookup_dense` */
export function indicesOf(
  given: readonly string[],
  { vocabulary, mask, mode, oovIndices, oovStart }: LookupOptions,
  bucket: OovBucket,
  label: LayerLabel,
): Int32Array {
  const maskIndex = mode === 'int' ? 0 : DROPPED;
  return Int32Array.from(given, (term) => {
    if (term === mask) return maskIndex;
    const index = vocabulary.indexOf(term);
    if (index !== undefined) return index;
    if (oovIndices === 0) throw unknownTerm(term, label);
    return oovStart + (oovIndices === 1 ? 0 : bucket(term));
  });
}

/** Indices in the layer's output mode. */
export function output(
  values: Int32Array,
  shape: readonly number[],
  { mode, vocabulary, padTo }: LookupOptions,
  label: LayerLabel,
): tf.Tensor {
  const depth = padTo ?? vocabulary.size;
  if (mode !== 'tf_idf') return encode({ values, shape }, mode, depth, label);
  const counts = encode({ values, shape }, 'count', depth, label);
  const idf = Float32Array.from({ length: depth }, (_, i) => vocabulary.idf[i] ?? 0);
  return tf.mul(counts, tf.tensor1d(idf));
}

function unknownTerm(term: string, label: LayerLabel) {
  return layerError(
    'model/input-mismatch',
    label,
    `has no index for "${term.slice(0, 80)}", which is not in its vocabulary.`,
    'Build the layer with num_oov_indices=1, so that unknown terms have an index too.',
  );
}

type Inverse = LookupOptions & { readonly oov: string; readonly invert: boolean };

function withInverse(config: LayerConfig): Inverse {
  const oov = config.value('oov_token');
  const invert = config.boolean('invert', false);
  return {
    ...readLookup(config),
    oov: typeof oov === 'number' ? String(oov) : config.string('oov_token', ''),
    invert,
  };
}

/** Indices → terms. */
function termsOf(x: tf.Tensor, { options, layer: label }: Running<Inverse>): string[] {
  const { vocabulary, oov, mask, oovIndices, oovStart } = options;
  const start = oovStart + oovIndices;
  return Array.from(integersOf(x, label), (index) => {
    if (index === 0 && mask !== undefined) return mask;
    return vocabulary.terms[index - start] ?? oov;
  });
}

/** Text → indices, or indices → text. */
export const stringLookup = layer({
  source: 'preprocessing/string_lookup.py',
  only: { encoding: 'utf-8' },
  options: (config) => ({ ...withInverse(config), bucket: bucketBy(readSalt(config)) }),
  vocabulary: ({ vocabulary }) => vocabulary,
  weights: ({ weights }) => weights,
  run: (x, running) => {
    const { options, layer: label } = running;
    if (options.invert) return textTensor(termsOf(x, running), x.shape);
    const bucket: OovBucket = (term) => options.bucket(term, options.oovIndices);
    return output(indicesOf(textsOf(x, label), options, bucket, label), x.shape, options, label);
  },
});

const floorMod = (x: number, modulus: number): number => ((x % modulus) + modulus) % modulus;

/** Integers → indices, or indices → integers. OOV integers go by their remainder, or by the hash of their decimals. */
export const integerLookup = layer({
  source: 'preprocessing/integer_lookup.py',
  options: (config) => ({
    ...withInverse(config),
    bucket: bucketBy(readSalt(config)),
    hashed: config.choice('oov_method', ['floormod', 'farmhash'], 'floormod') === 'farmhash',
  }),
  vocabulary: ({ vocabulary }) => vocabulary,
  weights: ({ weights }) => weights,
  run: (x, running) => {
    const { options, layer: label } = running;
    if (options.invert) return integerTensor(termsOf(x, running), x.shape, label);
    const { hashed, oovIndices } = options;
    const bucket: OovBucket = (term) =>
      hashed ? options.bucket(term, oovIndices) : floorMod(Number(term), oovIndices);
    const given = Array.from(integersOf(x, label), String);
    return output(indicesOf(given, options, bucket, label), x.shape, options, label);
  },
});

function integerTensor(terms: readonly string[], shape: readonly number[], label: LayerLabel): tf.Tensor {
  const numbers = terms.map(Number);
  const wide = numbers.find((number) => (number | 0) !== number);
  if (wide !== undefined) {
    throw layerError(
      'model/option-unsupported',
      label,
      `answers with ${wide}, which is beyond the 32-bit integers that the grader computes with.`,
      'Use terms between −2147483648 and 2147483647.',
    );
  }
  return tf.tensor(numbers, [...shape], 'int32');
}
