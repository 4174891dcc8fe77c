/** TensorFlow.js for all starters: the native library where it could be installed, plain JavaScript otherwise. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs';

const require = createRequire(import.meta.url);

export const tf: typeof TensorFlow = load();

function load(): typeof TensorFlow {
  try {
    // @tensorflow/tfjs-node 4.22 calls a function that Node 23 has dropped.
    require('node:util').isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
    return require('@tensorflow/tfjs-node');
  } catch {
    console.log('Training in plain JavaScript: @tensorflow/tfjs-node could not be loaded.');
    return require('@tensorflow/tfjs');
  }
}

/** Save a model as the grader reads it: `model.json` and its weights, in `models/<task>/`. */
export async function save(model: TensorFlow.LayersModel, task: string): Promise<void> {
  const folder = join(import.meta.dirname, '..', 'models', task);
  const handler = tf.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData, ...rest }) => {
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...rest, modelTopology, weightsManifest }));
    writeFileSync(join(folder, 'weights.bin'), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  });
  await model.save(handler);
}

/** A first layer that brings each column (the last axis) to mean 0 and spread 1: scaling belongs inside the model. */
export function normalization(inputs: TensorFlow.Tensor): TensorFlow.layers.Layer {
  const [, ...inputShape] = inputs.shape;
  const units = inputShape.at(-1) ?? 1;
  const { mean, variance } = tf.moments(inputs.reshape([-1, units]), 0);
  const scale = variance.sqrt().add(1e-6).reciprocal();
  const weights = [tf.diag(scale), mean.mul(scale).neg()];
  return tf.layers.dense({ inputShape, units, weights, trainable: false });
}

/** Train for some rounds, and tell how it goes on the rows at the end that are held back. */
export async function train(
  model: TensorFlow.LayersModel,
  inputs: TensorFlow.Tensor,
  labels: TensorFlow.Tensor,
  epochs: number,
  validationSplit = 0.1,
): Promise<void> {
  const onEpochEnd = async (epoch: number, logs: TensorFlow.Logs = {}) => {
    const numbers = Object.entries(logs).map(([name, value]) => `${name} ${value.toFixed(4)}`);
    console.log(`Epoch ${epoch + 1} of ${epochs}: ${numbers.join(', ')}`);
  };
  const callbacks = { onEpochEnd };
  await model.fit(inputs, labels, { epochs, batchSize: 64, validationSplit, verbose: 0, callbacks });
}
