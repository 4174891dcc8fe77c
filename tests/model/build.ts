import type { ModelFiles } from '../../src/domain/submission.ts';
import { sizeOf } from '../../src/domain/tensor.ts';

/** A weight for a hand-made model; numbers are zeros unless given. */
export interface WrittenWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values?: readonly number[];
}

/** A TensorFlow.js layers model around any topology: the format in which a config is easiest to forge. */
export function forge(config: unknown, weights: readonly WrittenWeight[] = []): ModelFiles {
  const shard = weights.flatMap(({ shape, values }) => values ?? new Array<number>(sizeOf(shape)).fill(0));
  const json = {
    format: 'layers-model',
    modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: config },
    weightsManifest: [
      {
        paths: ['shard.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  };
  const files = new Map([
    ['model.json', new TextEncoder().encode(JSON.stringify(json))],
    ['shard.bin', new Uint8Array(Float32Array.from(shard).buffer)],
  ]);
  return { format: 'tfjs-layers', path: 'model.json', files };
}

/** A serialised layer. */
export function layerOf(className: string, config: object = {}, more: object = {}): object {
  const name = className.toLowerCase();
  return { class_name: className, config: { name, ...config }, name, ...more };
}

/** A Sequential of serialised layers, on rows of the given shape. */
export function sequential(shape: readonly (number | null)[], ...layers: readonly object[]): object {
  const input = layerOf('InputLayer', { batch_input_shape: [null, ...shape], dtype: 'float32' });
  return { class_name: 'Sequential', config: { name: 'sequential', layers: [input, ...layers] } };
}

export const DENSE = layerOf('Dense', { units: 2, activation: 'linear', use_bias: true });
export const DENSE_WEIGHTS: readonly WrittenWeight[] = [
  { name: 'dense/kernel', shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
  { name: 'dense/bias', shape: [2], values: [0.5, -0.5] },
];
