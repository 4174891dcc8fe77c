import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { forge, layerOf, sequential, type WrittenWeight } from '../build.ts';
import { deviation, MAX_DEVIATION } from '../parity.ts';
import { kernelsOf, predicted, programOf } from './plans.ts';

/** Numbers that are neither round nor alike. */
const numbers = (count: number, from = 1): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin((i + from) * 12.9898) * 0.9);

const weight = (name: string, shape: readonly number[], values?: readonly number[]): WrittenWeight => ({
  name,
  shape,
  values:
    values ??
    numbers(
      shape.reduce((a, b) => a * b, 1),
      name.length,
    ),
});

const CONVOLUTION = layerOf('Conv2D', { filters: 5, kernel_size: [3, 3], strides: [2, 2] });
const NORM = layerOf('BatchNormalization', { epsilon: 0.001 });
const PADDING = layerOf('ZeroPadding2D', {
  padding: [
    [0, 1],
    [2, 1],
  ],
});
const RELU = layerOf('ReLU', { max_value: 6 });
const KERNEL = [weight('conv2d/kernel', [3, 3, 2, 5]), weight('conv2d/bias', [5])];
const MOMENTS = [
  weight('batchnormalization/gamma', [5]),
  weight('batchnormalization/beta', [5]),
  weight('batchnormalization/moving_mean', [5]),
  weight('batchnormalization/moving_variance', [5], [0.5, 1, 2, 3, 0.1]),
];
const inputs: Tensor = { dtype: 'float32', shape: [3, 9, 8, 2], data: Float32Array.from(numbers(432)) };

describe('a plan', () => {
  it.each([
    [
      'normalization and relu into a convolution',
      [CONVOLUTION, NORM, RELU],
      [...KERNEL, ...MOMENTS],
      ['convolve'],
    ],
    ['a border of zeros into a convolution', [PADDING, CONVOLUTION], KERNEL, ['convolve']],
    [
      'relu into a normalization',
      [CONVOLUTION, RELU, NORM],
      [...KERNEL, ...MOMENTS],
      ['convolve', 'scaleShift'],
    ],
    ['nothing into a clamp', [CONVOLUTION, RELU, RELU], KERNEL, ['convolve', 'scaleShift']],
    ['what only hands on away', [layerOf('Dropout', { rate: 0.5 }), CONVOLUTION], KERNEL, ['convolve']],
  ])('folds %s', async (_title, layers, weights, kernels) => {
    const model = forge(sequential([9, 8, 2], ...layers), weights);
    const program = await programOf(model, inputs);
    expect(program && kernelsOf(program.program)).toEqual(kernels);
    const plain = await predicted(model, inputs, { plans: 'none' });
    expect(deviation(await predicted(model, inputs), plain)).toBeLessThanOrEqual(MAX_DEVIATION);
  });

  it('folds nothing into what another layer reads as well', async () => {
    const model = branching();
    const program = await programOf(model, inputs);
    expect(program && kernelsOf(program.program)).toEqual(['convolve', 'scaleShift', 'combine']);
    const plain = await predicted(model, inputs, { plans: 'none' });
    expect(deviation(await predicted(model, inputs), plain)).toBeLessThanOrEqual(MAX_DEVIATION);
  });

  it('subtracts the mean of a Normalization by itself, which a product would round away', async () => {
    const mean = [100_000, 2_000];
    const layer = layerOf('Normalization', { axis: [-1], mean, variance: [1, 25] });
    const data = Float32Array.from({ length: 432 }, (_, i) => (mean[i % 2] ?? 0) + (numbers(1, i)[0] ?? 0));
    const model = forge(sequential([9, 8, 2], layer));
    const plain = await predicted(model, { ...inputs, data }, { plans: 'none' });
    expect(deviation(await predicted(model, { ...inputs, data }), plain)).toBeLessThanOrEqual(1e-6);
  });
});

/** relu(conv(x)) + conv(x) */
function branching() {
  const node = (name: string) => [name, 0, 0, {}];
  const layer = (made: object, ...from: string[]) => ({
    ...made,
    inbound_nodes: from.length ? [from.map(node)] : [],
  });
  const input = layerOf('InputLayer', { batch_input_shape: [null, 9, 8, 2], dtype: 'float32' });
  const config = {
    name: 'model',
    layers: [
      layer(input),
      layer(CONVOLUTION, 'inputlayer'),
      layer(RELU, 'conv2d'),
      layer(layerOf('Add'), 'relu', 'conv2d'),
    ],
    input_layers: [['inputlayer', 0, 0]],
    output_layers: [['add', 0, 0]],
  };
  return forge({ class_name: 'Functional', config }, KERNEL);
}
