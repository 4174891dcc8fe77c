/** Calls with `training=True`, which a saved model repeats whenever it predicts. */
import { describe, expect, it } from 'vitest';
import { sizeOf, type Tensor } from '../../src/domain/tensor.ts';
import { loadModel } from '../../src/model/index.ts';
import { forge, layerOf } from './build.ts';

const ROWS = [4, 3];

/** Predict with one layer that is called in training mode; its weights are ones of the given shapes. */
async function predict(
  nodes: object,
  className: string,
  options: object,
  shapes: readonly number[][] = [],
): Promise<Tensor> {
  const input = layerOf(
    'InputLayer',
    { name: 'x', batch_input_shape: [null, ...ROWS] },
    { name: 'x', inbound_nodes: [] },
  );
  const called = layerOf(className, { name: 'd', ...options }, { name: 'd', ...nodes });
  const config = {
    name: 'm',
    layers: [input, called],
    input_layers: [['x', 0, 0]],
    output_layers: [['d', 0, 0]],
  };
  const weights = shapes.map((shape, i) => ({
    name: `d/${i}`,
    shape,
    values: new Array<number>(sizeOf(shape)).fill(1),
  }));
  const model = await loadModel(forge({ class_name: 'Functional', config }, weights));
  try {
    const shape = [1, ...ROWS];
    return await model.predict({ dtype: 'float32', shape, data: new Float32Array(sizeOf(shape)) });
  } finally {
    model.dispose();
  }
}

const history = { class_name: '__keras_tensor__', config: { keras_history: ['x', 0, 0] } };
const cell = { units: 2, activation: 'tanh', recurrent_activation: 'sigmoid', use_bias: false };
const LSTM = [
  [3, 8],
  [2, 8],
];
const GRU = [
  [3, 6],
  [2, 6],
];

describe.each([
  ['by name', { inbound_nodes: [[['x', 0, 0, { training: true }]]] }],
  ['by position', { inbound_nodes: [{ args: [history, true], kwargs: {} }] }],
])('training mode, asked for %s,', (_, nodes) => {
  it.each<[string, object, number[][]?]>([
    ['Dropout', { rate: 0.5 }],
    ['BatchNormalization', { axis: -1, scale: false, center: false }, [[3], [3]]],
    ['LSTM', { ...cell, dropout: 0.2 }, LSTM],
    ['GRU', { ...cell, recurrent_dropout: 0.2 }, GRU],
    ['RNN', { cell: layerOf('LSTMCell', { ...cell, dropout: 0.2 }) }, LSTM],
    ['Bidirectional', { layer: layerOf('GRU', { ...cell, dropout: 0.2 }) }, [...GRU, ...GRU]],
    [
      'SpectralNormalization',
      { layer: layerOf('Dense', { units: 2, use_bias: false }) },
      [
        [3, 2],
        [1, 2],
      ],
    ],
  ])('is refused where %s would answer otherwise than at inference', async (className, options, shapes) => {
    await expect(predict(nodes, className, options, shapes)).rejects.toMatchObject({
      code: 'model/option-unsupported',
      where: 'd',
      message: expect.stringContaining('training=True'),
    });
  });

  it.each<[string, object, number[][]?]>([
    ['ReLU', {}],
    ['LSTM', { ...cell, dropout: 0 }, LSTM],
    ['BatchNormalization', { axis: -1, scale: false, center: false, trainable: false }, [[3], [3]]],
  ])(
    'changes nothing for %s without dropout or frozen: the control case',
    async (className, options, shapes) => {
      await expect(predict(nodes, className, options, shapes)).resolves.toMatchObject({ dtype: 'float32' });
    },
  );
});
