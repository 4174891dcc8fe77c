import * as h5wasm from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelFiles } from '../../src/domain/submission.ts';
import { describeModel, loadModel } from '../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, sequential } from './build.ts';

const CONFIG = JSON.stringify(sequential([3], DENSE));

/** An .h5 file made with libhdf5 in memory. */
function writeH5(fill: (file: h5wasm.File) => void): ModelFiles {
  const file = new h5wasm.File('/made.h5', 'w');
  fill(file);
  file.close();
  const bytes = h5wasm.FS?.readFile('/made.h5') ?? new Uint8Array();
  return { format: 'h5', path: 'model.h5', files: new Map([['model.h5', Uint8Array.from(bytes)]]) };
}

/** What Keras writes for one Dense layer, but for the parts that `fill` takes over. */
function writeDense(file: h5wasm.File, fill: (dense: h5wasm.Group, weights: h5wasm.Group) => void): void {
  file.create_attribute('model_config', CONFIG);
  file.create_attribute('keras_version', '2.15.0');
  const weights = file.create_group('model_weights');
  weights.create_attribute('layer_names', ['dense']);
  const dense = weights.create_group('dense');
  dense.create_attribute('weight_names', ['kernel', 'bias']);
  fill(dense, weights);
}

const kernel = { name: 'kernel', data: new Float32Array(6).fill(1), shape: [3, 2], dtype: '<f4' };
const bias = { name: 'bias', data: new Float32Array(2), shape: [2], dtype: '<f4' };

beforeAll(async () => {
  await h5wasm.ready;
});

describe('.h5', () => {
  it('loads a well-formed file: the control case', async () => {
    const model = await loadModel(
      writeH5((file) =>
        writeDense(file, (dense) => {
          dense.create_dataset(kernel);
          dense.create_dataset(bias);
        }),
      ),
    );
    expect(model.facts).toEqual({ format: 'Keras 2.15.0 HDF5', parameters: 8, layers: 1 });
  });

  it('reads layer names that were split because they were too many', async () => {
    const split = writeH5((file) => {
      file.create_attribute('model_config', CONFIG);
      file.create_attribute('layer_names0', ['input_1']);
      file.create_attribute('layer_names1', ['dense']);
      file.create_group('input_1').create_attribute('weight_names', new Float32Array(0));
      const dense = file.create_group('dense');
      dense.create_attribute('weight_names', ['kernel', 'bias']);
      dense.create_dataset(kernel);
      dense.create_dataset(bias);
    });
    expect((await loadModel(split)).facts.parameters).toBe(8);
  });

  it('says that a file of weights is not a model', async () => {
    const weights = writeH5((file) => file.create_attribute('layer_names', ['dense']));
    await expect(loadModel(weights)).rejects.toMatchObject({
      code: 'model/unknown-format',
      message: expect.stringContaining('only weights'),
    });
  });

  it.each([
    ['a soft link', (dense: h5wasm.Group) => dense.create_soft_link('/model_weights/dense/bias', 'kernel')],
    ['an external link', (dense: h5wasm.Group) => dense.create_external_link('/etc/passwd', '/', 'kernel')],
  ])('does not follow %s', async (_title, link) => {
    const linked = writeH5((file) =>
      writeDense(file, (dense) => {
        dense.create_dataset(bias);
        link(dense);
      }),
    );
    await expect(loadModel(linked)).rejects.toMatchObject({
      code: 'model/damaged',
      message: expect.stringContaining('link'),
    });
  });

  it('does not allocate a weight larger than its file', async () => {
    const huge = writeH5((file) =>
      writeDense(file, (dense) => {
        dense
          .create_dataset({ ...kernel, shape: [3, 2], maxshape: [null, 2], chunks: [3, 2] })
          .resize([2 ** 28, 2]);
        dense.create_dataset(bias);
      }),
    );
    await expect(loadModel(huge)).rejects.toMatchObject({
      code: 'model/damaged',
      message: expect.stringContaining('larger than the whole file'),
    });
  });
});

describe('TensorFlow.js', () => {
  const quantised = (quantization: object, shard: Uint8Array): ModelFiles => {
    const plain = forge(sequential([3], DENSE));
    const json = JSON.parse(new TextDecoder().decode(plain.files.get('model.json')));
    json.weightsManifest[0].weights = DENSE_WEIGHTS.map(({ name, shape }) => ({
      name,
      shape,
      dtype: 'float32',
      quantization,
    }));
    const files = new Map([
      ['model.json', new TextEncoder().encode(JSON.stringify(json))],
      ['shard.bin', shard],
    ]);
    return { ...plain, files };
  };
  const ones = { dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 1, 1) } as const;

  it.each([
    ['uint8', { dtype: 'uint8', min: -1, scale: 0.5 }, Uint8Array.of(4, 6, 8, 10, 12, 14, 3, 1)],
    [
      'uint16',
      { dtype: 'uint16', min: -1, scale: 0.5 },
      new Uint8Array(Uint16Array.of(4, 6, 8, 10, 12, 14, 3, 1).buffer),
    ],
    [
      'float16',
      { dtype: 'float16' },
      new Uint8Array(Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400, 0x4500, 0x4600, 0x3800, 0xb800).buffer),
    ],
  ])('widens weights that were stored as %s', async (_title, quantization, shard) => {
    const model = await loadModel(quantised(quantization, shard));
    expect((await model.predict(ones)).data).toEqual(Float32Array.of(9.5, 11.5));
  });

  it.each([
    ['a shard outside the submission', '../../etc/passwd'],
    ['a shard that was not submitted', 'group1-shard2of2.bin'],
  ])('reads no file for %s', async (_title, path) => {
    const model = forge(sequential([3], DENSE), DENSE_WEIGHTS);
    const json = new TextDecoder().decode(model.files.get('model.json')).replace('shard.bin', path);
    const files = new Map([...model.files, ['model.json', new TextEncoder().encode(json)]]);
    await expect(loadModel({ ...model, files })).rejects.toMatchObject({ code: 'model/damaged' });
  });

  it('says that a graph model is not a layers model', async () => {
    const files = new Map([
      ['model.json', new TextEncoder().encode('{"format":"graph-model","modelTopology":{"node":[]}}')],
    ]);
    const model: ModelFiles = { format: 'tfjs-layers', path: 'model.json', files };
    await expect(loadModel(model)).rejects.toMatchObject({ code: 'model/unknown-format' });
  });
});

describe('describeModel', () => {
  it('tells shapes, parameters and classes like model.summary()', async () => {
    const model = await loadModel(forge(sequential([null, 3], DENSE), DENSE_WEIGHTS));
    expect(await describeModel(model)).toEqual({
      format: 'TensorFlow.js layers model',
      layers: [{ name: 'dense', className: 'Dense', output: [null, 2], parameters: 8 }],
      parameters: { total: 8, trainable: 8 },
      inputs: [{ name: 'inputlayer', shape: [null, 3], dtype: 'float32' }],
      outputs: [{ shape: [null, 2] }],
      warnings: [],
    });
  });
});
