import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeModel, loadModel } from '../../../src/model/index.ts';
import { deviation, MAX_DEVIATION } from '../parity.ts';
import { readFixture } from './fixtures.ts';

const NETWORKS = [
  'mlp',
  'normalized',
  'cnn',
  'mobile',
  'lstm',
  'gru',
  'masked',
  'series',
  'attention',
  'causal',
];
const WEB = ['tfjs-cnn', 'tfjs-mobile', 'tfjs-lstm', 'tfjs-lstm-v1'];

describe.each([
  ['Keras 3 export()', [...NETWORKS, 'grouped'].map((name) => `keras3-${name}`)],
  ['Keras 2 SavedModel', NETWORKS.map((name) => `keras2-${name}`)],
  ['TensorFlow.js GraphModel', WEB],
])('%s', (_, names) => {
  it.each(names)('%s predicts what Keras predicts', async (name) => {
    const { model, inputs, outputs } = readFixture(name);
    const loaded = await loadModel(model);
    const predicted = await loaded.predict(inputs);
    loaded.dispose();
    expect(predicted.shape).toEqual(outputs.shape);
    expect(deviation(predicted, outputs)).toBeLessThanOrEqual(MAX_DEVIATION);
  });
});

describe('a graph', () => {
  it('keeps no tensor after a prediction, and none at all when disposed of', async () => {
    const before = memory().numTensors;
    const { model, inputs } = readFixture('keras3-gru');
    const loaded = await loadModel(model);
    const first = await loaded.predict(inputs);
    const between = memory().numTensors;
    expect(await loaded.predict(inputs)).toEqual(first);
    expect(memory().numTensors).toBe(between);
    loaded.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('predicts the same bits for a row whatever its batch', async () => {
    const { model, inputs } = readFixture('keras2-masked');
    const loaded = await loadModel(model);
    const all = await loaded.predict(inputs);
    const [rows = 0, ...row] = inputs.shape;
    const size = inputs.data.length / rows;
    const last = inputs.data.slice(-size);
    const alone = await loaded.predict({ dtype: 'int32', shape: [1, ...row], data: Int32Array.from(last) });
    loaded.dispose();
    expect(alone.data).toEqual(all.data.slice(-alone.data.length));
  });

  it('is described by its variables and its input', async () => {
    const loaded = await loadModel(readFixture('keras2-normalized').model);
    const { format, inputs, outputs, parameters } = await describeModel(loaded);
    loaded.dispose();
    expect(format).toBe('TensorFlow 2.15.1 SavedModel');
    expect(inputs).toEqual([{ name: 'input_1', shape: [4], dtype: 'float32' }]);
    expect(outputs).toEqual([{ shape: [1] }]);
    expect(parameters.total).toBe(4 * 3 + 3 + 3 + 1);
  });
});

describe('quantised weights', () => {
  // Weights of 8 bits cannot give Keras's numbers; these bounds are what rounding them costs.
  it.each([
    ['tfjs-float16', 1e-3],
    ['tfjs-uint8', 1e-2],
  ])('of %s are decoded', async (name, bound) => {
    const { model, inputs, outputs } = readFixture(name);
    const loaded = await loadModel(model);
    const predicted = await loaded.predict(inputs);
    loaded.dispose();
    expect(deviation(predicted, outputs)).toBeLessThanOrEqual(bound);
    expect(deviation(predicted, outputs)).toBeGreaterThan(0);
  });
});
