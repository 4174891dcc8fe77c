import type { LayerConfig } from '../../config/layer-config.ts';
import { layerError } from '../../failure.ts';
import { isValue, type LayerLabel } from '../../graph.ts';
import { layer, type Running, state } from '../definition.ts';
import { binBoundaries } from './bin-boundaries.ts';
import { encode, type Indices, type OutputMode, readOutputMode } from './encode.ts';
import { integersOf } from './strings.ts';

function readMode(config: LayerConfig, fallback: OutputMode): OutputMode {
  const mode = readOutputMode(config, fallback);
  if (mode === 'tf_idf') throw config.invalid('output_mode', 'int, one_hot, multi_hot or count');
  return mode;
}

/** Category indices → rows that say which occur, or how often. */
export const categoryEncoding = layer({
  source: 'preprocessing/category_encoding.py',
  options: (config) => ({
    tokens: config.count('num_tokens'),
    mode: readMode(config, 'multi_hot'),
    strict: config.context.kerasMajor === 2,
  }),
  run: (x, running) => {
    const { options, layer: label } = running;
    const indices = { values: integersOf(x, label), shape: x.shape };
    assertCategories(indices, options, label);
    return encode(indices, options.mode, options.tokens, label, countWeights(running));
  },
});

/** Keras 2 refuses what is out of range; Keras 3 drops it, but its counts cannot take negative numbers. */
function assertCategories(
  { values, shape }: Indices,
  { tokens, mode, strict }: { readonly tokens: number; readonly mode: OutputMode; readonly strict: boolean },
  label: LayerLabel,
): void {
  const counts = mode !== 'one_hot' && shape.length <= 2;
  const bad = values.find((value) => (value < 0 && (strict || counts)) || (strict && value >= tokens));
  if (bad === undefined) return;
  throw layerError(
    'model/input-mismatch',
    label,
    `was given the category ${bad}; it knows 0 to ${tokens - 1}.`,
    'Give the layer num_tokens larger than the largest category of the task, and no negative ones.',
  );
}

function countWeights({ call, inputs }: Running<unknown>): ArrayLike<number> | undefined {
  const given = call.kwargs.count_weights;
  const weights = isValue(given) ? given.tensor : inputs[1];
  return weights?.dataSync();
}

/**
 * Numbers → the bin between whose boundaries they lie, the lower boundary included. Keras 2 keeps a summary of the data
 * that it was adapted to, Keras 3 the boundaries.
 */
export const discretization = layer({
  source: 'preprocessing/discretization.py',
  options: (config) => ({
    boundaries: config.numbers('bin_boundaries')?.map(Math.fround),
    bins: config.value('num_bins') === undefined ? 1 : config.count('num_bins'),
    mode: readMode(config, 'int'),
    summarised: config.context.kerasMajor === 2 && config.value('bin_boundaries') === undefined,
  }),
  weights: ({ summarised }) => [summarised && state('summary', [2, null])],
  run: (x, { options, weights, layer: label }) => {
    const boundaries = options.boundaries ?? binBoundaries(weights.find('summary'), options.bins);
    if (boundaries === undefined) throw notAdapted(label);
    const values = Int32Array.from(x.dataSync(), (value) => binOf(Math.fround(value), boundaries));
    return encode({ values, shape: x.shape }, options.mode, boundaries.length + 1, label);
  },
});

/** How many boundaries are at most the value: the first that is larger, by halving. */
function binOf(value: number, boundaries: readonly number[]): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < (boundaries[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function notAdapted(label: LayerLabel) {
  return layerError(
    'model/config-invalid',
    label,
    'has neither bin_boundaries nor what adapt() has learned.',
    'Adapt the layer to data, or give it bin_boundaries, and save the model again.',
  );
}
