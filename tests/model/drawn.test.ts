/** What random models (tests/fixtures/random-graphs) found, small enough to see. Numbers are Keras's. */
import { expect, it } from 'vitest';
import type { Tensor } from '../../src/domain/tensor.ts';
import { loadModel } from '../../src/model/index.ts';
import { forge, layerOf, sequential } from './build.ts';

async function predict(
  shape: readonly number[],
  data: readonly number[],
  ...layers: object[]
): Promise<Tensor> {
  const model = await loadModel(forge(sequential(shape, ...layers)));
  try {
    return await model.predict({ dtype: 'float32', shape: [1, ...shape], data: Float32Array.from(data) });
  } finally {
    model.dispose();
  }
}

it('crops at least one pixel from a picture that is much too flat', async () => {
  const crop = layerOf('CenterCrop', { height: 3, width: 2, data_format: 'channels_last' });
  const { shape, data } = await predict([1, 8, 1], [0, 1, 2, 3, 4, 5, 6, 7], crop);
  expect(shape).toEqual([1, 3, 2, 1]);
  expect([...data]).toEqual([3, 3, 3, 3, 3, 3]);
});

it('ends a mask at Rescaling, as Keras 2 does', async () => {
  const masking = layerOf('Masking', { mask_value: 0 });
  const rescaling = layerOf('Rescaling', { scale: 2, offset: 1 });
  const mean = layerOf('GlobalAveragePooling1D', { data_format: 'channels_last', keepdims: false });
  expect([...(await predict([4, 1], [1, 0, 0, 3], masking, rescaling, mean)).data]).toEqual([3]);
});

it('pools windows of one pixel', async () => {
  const pool = (strides: number) =>
    layerOf('MaxPooling2D', { pool_size: [1, 1], strides: [strides, strides], padding: 'valid' });
  expect([...(await predict([2, 2, 1], [4, 3, 2, 1], pool(1))).data]).toEqual([4, 3, 2, 1]);
  expect([...(await predict([2, 2, 1], [4, 3, 2, 1], pool(2))).data]).toEqual([4]);
});

it.each(['Conv2D', 'DepthwiseConv2D'])(
  '%s pads windows as "same" does that are narrower than their stride',
  async (name) => {
    const [inputs, filters] = [1, 1];
    const kernel = {
      name: `${name.toLowerCase()}/kernel`,
      shape: [3, 1, inputs, filters],
      values: [5, 7, 11],
    };
    const options = {
      filters,
      depth_multiplier: 1,
      kernel_size: [3, 1],
      strides: [2, 2],
      padding: 'same',
      use_bias: false,
    };
    const model = await loadModel(forge(sequential([1, 4, 1], layerOf(name, options)), [kernel]));
    const x = { dtype: 'float32', shape: [1, 1, 4, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
    expect(await model.predict(x)).toEqual({
      dtype: 'float32',
      shape: [1, 1, 2, 1],
      data: Float32Array.of(7, 21),
    });
    model.dispose();
  },
);

it('predicts what it is given where a model has no layer', async () => {
  expect([...(await predict([2], [3, 4])).data]).toEqual([3, 4]);
});
