import { describe, expect, it } from 'vitest';
import { MAX_CONFIG_DEPTH, MAX_LAYERS } from '../../src/domain/limits.ts';
import { loadModel } from '../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, layerOf, sequential, type WrittenWeight } from './build.ts';

const load = (config: unknown, weights: readonly WrittenWeight[] = []) => loadModel(forge(config, weights));

describe('a forged but well-formed model', () => {
  it('loads and predicts: the control case of everything below', async () => {
    const model = await load(sequential([3], DENSE), DENSE_WEIGHTS);
    const input = { dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 1, 1) } as const;
    expect(await model.predict(input)).toEqual({
      dtype: 'float32',
      shape: [1, 2],
      data: Float32Array.of(9.5, 11.5),
    });
    expect(model.facts).toEqual({ format: 'TensorFlow.js layers model', parameters: 8, layers: 1 });
  });
});

describe('code of the candidate is refused by name', () => {
  it.each([
    ['Lambda', layerOf('Lambda', { function: ['4wEAAA==', null, null] })],
    ['PyTorch module', layerOf('TorchModuleWrapper', { module: 'gASV' })],
    ['reference to a SavedModel', layerOf('TFSMLayer', { filepath: '/etc' })],
    ['registered class', layerOf('MyDense', {}, { registered_name: 'mine>MyDense' })],
    ['foreign module', layerOf('Dense', { units: 1 }, { module: 'evil.layers' })],
  ])('%s', async (_title, layer) => {
    await expect(load(sequential([3], layer))).rejects.toMatchObject({ code: 'model/custom-code' });
  });

  it('a subclassed model', async () => {
    const subclassed = { class_name: 'MyModel', config: { units: 3 } };
    await expect(load(subclassed)).rejects.toMatchObject({ code: 'model/custom-code' });
  });
});

describe('what the grader cannot compute is refused, naming the layer and its class', () => {
  it.each([
    ['an unknown class', layerOf('HolographicDense'), 'model/layer-unsupported', /HolographicDense/],
    [
      'an unknown activation',
      layerOf('Activation', { activation: 'wiggle' }),
      'model/option-unsupported',
      /wiggle/,
    ],
    [
      'an option',
      layerOf('BatchNormalization', { axis: -1, renorm: true }),
      'model/option-unsupported',
      /renorm/,
    ],
    [
      'a function of TensorFlow',
      layerOf('TFOpLambda', { function: 'random.normal' }),
      'model/layer-unsupported',
      /tf\.random\.normal/,
    ],
    [
      'an operation of Keras',
      layerOf('Cholesky', {}, { module: 'keras.src.ops.linalg' }),
      'model/layer-unsupported',
      /Cholesky/,
    ],
    [
      'quantisation',
      layerOf('Dense', { units: 1, dtype: { config: { name: 'int8_from_float32' } } }),
      'model/quantised',
      /Dense/,
    ],
  ])('%s', async (_title, layer, code, message) => {
    await expect(load(sequential([3], layer))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

describe('weights that do not fit are refused with what was expected and found', () => {
  const kernel = (shape: number[], values?: number[]): WrittenWeight[] => [
    { name: 'dense/kernel', shape, ...(values && { values }) },
    { name: 'dense/bias', shape: [2] },
  ];

  it.each([
    ['missing', DENSE_WEIGHTS.slice(0, 1), 'model/weights-missing', /needs 2 weights/],
    [
      'too many',
      [...DENSE_WEIGHTS, { name: 'dense/extra', shape: [1] }],
      'model/weights-missing',
      /file holds 3/,
    ],
    [
      'for no layer',
      [...DENSE_WEIGHTS, { name: 'other/kernel', shape: [1] }],
      'model/weights-missing',
      /other/,
    ],
    ['of another shape', kernel([3, 5]), 'model/weights-shape', /\(any, 2\).*\(3, 5\)/],
    ['of another rank', kernel([6]), 'model/weights-shape', /\(6,\)/],
    ['NaN', kernel([3, 2], [1, 2, Number.NaN, 4, 5, 6]), 'model/weights-not-finite', /NaN/],
    [
      'infinite',
      kernel([3, 2], [1, 2, 3, 4, 5, Number.POSITIVE_INFINITY]),
      'model/weights-not-finite',
      /kernel/,
    ],
  ])('%s', async (_title, weights, code, message) => {
    const found = load(sequential([3], DENSE), weights);
    await expect(found).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('configs that Keras would not write are refused, never obeyed', () => {
  const call = (name: string, ...from: string[]) =>
    layerOf(
      'Activation',
      { activation: 'relu', name },
      { name, inbound_nodes: [from.map((x) => [x, 0, 0, {}])] },
    );
  const functional = (layers: object[], output: string) => ({
    class_name: 'Functional',
    config: { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] },
  });
  const input = layerOf(
    'InputLayer',
    { name: 'x', batch_input_shape: [null, 3] },
    { name: 'x', inbound_nodes: [] },
  );
  const nested = (depth: number): object =>
    depth === 0 ? DENSE : { class_name: 'Sequential', config: { name: 's', layers: [nested(depth - 1)] } };

  it.each([
    ['a cycle', functional([input, call('a', 'b'), call('b', 'a')], 'b')],
    ['a call of nothing', functional([input, call('a', 'ghost')], 'a')],
    ['an output of nothing', functional([input], 'ghost')],
    ['no layers', { class_name: 'Sequential', config: { name: 's', layers: [] } }],
    ['layers that are numbers', { class_name: 'Sequential', config: { layers: [1, 2] } }],
    ['units as text', sequential([3], layerOf('Dense', { units: '8' }))],
    ['negative units', sequential([3], layerOf('Dense', { units: -8 }))],
    ['a layer without a class', sequential([3], { config: {} })],
    [
      'a kernel of the wrong rank',
      sequential([3, 3], layerOf('Conv1D', { filters: 2, kernel_size: [3, 3] })),
    ],
    [`more than ${MAX_CONFIG_DEPTH} levels`, nested(MAX_CONFIG_DEPTH)],
  ])('%s', async (_title, config) => {
    await expect(load(config)).rejects.toMatchObject({ code: 'model/config-invalid' });
  });

  it('more layers than any model has', async () => {
    const layers = Array.from({ length: MAX_LAYERS }, () => layerOf('ReLU'));
    await expect(load(sequential([3], ...layers))).rejects.toMatchObject({ code: 'model/too-large' });
  });

  it("names from JavaScript's prototypes are not classes, options or activations", async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const layers = [layerOf(name), layerOf('Activation', { activation: name })];
      for (const layer of layers) {
        await expect(load(sequential([3], layer))).rejects.toMatchObject({
          code: expect.stringMatching(/^model\//),
        });
      }
    }
  });
});

describe('a model that loads but cannot run on the task', () => {
  const row = (shape: number[], fill = 0) => ({
    dtype: 'float32' as const,
    shape: [1, ...shape],
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(fill),
  });

  it.each([
    ['rows of another shape', sequential([3], DENSE), DENSE_WEIGHTS, row([4]), 'model/input-mismatch'],
    ['a kernel for other features', sequential([4], DENSE), DENSE_WEIGHTS, row([4]), 'model/input-mismatch'],
    [
      'padding beyond all memory',
      sequential([3, 3, 1], layerOf('ZeroPadding2D', { padding: 100_000 })),
      [],
      row([3, 3, 1]),
      'model/too-large',
    ],
    [
      'repetition beyond all memory',
      sequential([3], layerOf('RepeatVector', { n: 1e9 })),
      [],
      row([3]),
      'model/too-large',
    ],
    [
      'tokens outside the table',
      sequential([3], layerOf('Embedding', { input_dim: 2, output_dim: 1 })),
      [{ name: 'embedding/embeddings', shape: [2, 1] }],
      row([3], 7),
      'model/input-mismatch',
    ],
  ])('%s', async (_title, config, weights, input, code) => {
    const model = await load(config, weights);
    await expect(model.predict(input)).rejects.toMatchObject({ code });
  });
});
