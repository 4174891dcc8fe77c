import { isList, isObject, type Json, type JsonObject } from '../config/json.ts';
import type { LayerConfig } from '../config/layer-config.ts';
import { classNameOf, numbered } from '../config/names.ts';
import { type Layer, Value } from '../graph.ts';
import { lowerBidirectional } from '../plan/lower/recurrent.ts';
import { lowerInner, lowerTimeDistributed } from '../plan/lower/wrappers.ts';
import { tf } from '../tf.ts';
import { layer, state, weight } from './definition.ts';
import { initialStates } from './recurrent/layers.ts';

type Tensor = tf.Tensor;

/** What a layer inside a layer answers. */
function callInner(
  inner: Layer,
  x: Tensor,
  mask?: Tensor,
  states: readonly Tensor[] = [],
): readonly Tensor[] {
  const args = [new Value(x, mask), ...states.map((state) => new Value(state))];
  return inner.call({ args, kwargs: {} }).map(({ tensor }) => tensor);
}

function only([output]: readonly Tensor[]): Tensor {
  if (output === undefined) throw new Error('a layer answers with at least one tensor');
  return output;
}

/** The inner layer on every time step, as if the steps were rows. */
export const timeDistributed = layer({
  source: 'rnn/time_distributed.py',
  mask: 'pass',
  options: (config) => ({ inner: config.child('layer') }),
  lower: lowerTimeDistributed,
  run: (x, { options: { inner } }) => {
    const [rows = 0, steps = 0, ...rest] = x.shape;
    const y = only(callInner(inner, tf.reshape(x, [rows * steps, ...rest])));
    return tf.reshape(y, [rows, steps, ...y.shape.slice(1)]);
  },
});

/** The inner layer; its kernel was normalised when it was saved. */
export const spectralNormalization = layer({
  source: 'normalization/spectral_normalization.py',
  trains: 'always',
  options: (config) => ({ inner: config.child('layer') }),
  weights: () => [{ ...weight('kernel', undefined), copy: true }, state('vector_u', [1, null])],
  lower: lowerInner,
  run: (x, { options: { inner } }) => callInner(inner, x),
});

/** Preprocessing layers one after the other. */
export const pipeline = layer({
  source: 'preprocessing/pipeline.py',
  options: (config) => {
    const layers = config.value('layers');
    if (!isList(layers)) throw config.invalid('layers', 'a list of layers');
    const paths = numbered(layers.map((inner) => classNameOf(inner)));
    return { layers: layers.map((inner, i) => config.adopt(inner, `_pipeline_layers/${paths[i]}`)) };
  },
  run: (x, { options: { layers } }) => layers.reduce((y, inner) => only(callInner(inner, y)), x),
});

const MERGES = {
  concat: (a: Tensor, b: Tensor) => tf.concat([a, b], -1),
  sum: (a: Tensor, b: Tensor) => tf.add(a, b),
  ave: (a: Tensor, b: Tensor) => tf.div(tf.add(a, b), 2),
  mul: (a: Tensor, b: Tensor) => tf.mul(a, b),
  none: (a: Tensor, b: Tensor) => [a, b],
} as const;

/** A recurrent layer forwards and its twin backwards, merged. */
export const bidirectional = layer({
  source: 'rnn/bidirectional.py',
  options: (config) => {
    const forward = innerConfig(config);
    const given = config.object('backward_layer');
    return {
      forward: config.adopt(withZeroOutput(forward), 'forward_layer'),
      backward: config.adopt(withZeroOutput(given ?? reversed(forward)), 'backward_layer'),
      merge:
        config.value('merge_mode') === undefined
          ? ('none' as const)
          : config.choice('merge_mode', ['concat', 'sum', 'ave', 'mul'], 'concat'),
      returnSequences: optionsOf(forward).return_sequences === true,
    };
  },
  mask: (_x, { options, masks: [mask] }) => (options.returnSequences ? mask : undefined),
  lower: lowerBidirectional,
  run: (x, running) => {
    const { forward, backward, merge, returnSequences } = running.options;
    const [mask] = running.masks;
    const states = initialStates(running);
    const half = states.length / 2;
    const [y, ...forwardStates] = callInner(forward, x, mask, states.slice(0, half));
    const [z, ...backwardStates] = callInner(backward, x, mask, states.slice(half));
    if (y === undefined || z === undefined)
      throw new Error('a recurrent layer answers with at least one tensor');
    const merged = MERGES[merge](y, returnSequences ? tf.reverse(z, 1) : z);
    return [merged, ...forwardStates, ...backwardStates].flat() as Tensor[];
  },
});

function innerConfig(config: LayerConfig): JsonObject {
  const inner = config.object('layer');
  if (inner === undefined) throw config.invalid('layer', 'a recurrent layer');
  return inner;
}

function optionsOf(layer: JsonObject): JsonObject {
  const options: Json | undefined = layer.config;
  return isObject(options) ? options : {};
}

/** The twin, built from the same config but running the other way, with weights of its own. */
function reversed(layer: JsonObject): JsonObject {
  const options = optionsOf(layer);
  return { ...layer, config: { ...options, go_backwards: options.go_backwards !== true } };
}

/** Keras forces `zero_output_for_mask` on both where sequences are returned. */
function withZeroOutput(layer: JsonObject): JsonObject {
  const options = optionsOf(layer);
  // Both twins come from one shared object but share no weights.
  const { shared_object_id: _, ...rest } = layer;
  return { ...rest, config: { ...options, zero_output_for_mask: options.return_sequences === true } };
}
