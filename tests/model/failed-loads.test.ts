import { memory } from '@tensorflow/tfjs-core';
import * as h5wasm from 'h5wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelFiles } from '../../src/domain/submission.ts';
import { loadModel, startEngine } from '../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, layerOf, sequential } from './build.ts';

beforeAll(async () => {
  await startEngine();
  await h5wasm.ready;
});

describe('the memory of the engine', () => {
  it('keeps no weight of a model whose last weight is bad', async () => {
    const [kernel, bias] = DENSE_WEIGHTS;
    if (kernel === undefined || bias === undefined) throw new Error('no weights');
    const before = memory().numTensors;
    const bad = forge(sequential([3], DENSE), [kernel, { ...bias, values: [Number.NaN, 0] }]);
    await expect(loadModel(bad)).rejects.toMatchObject({ code: 'model/weights-not-finite' });
    expect(memory().numTensors).toBe(before);
  });

  it('keeps no result of a prediction that fails halfway', async () => {
    const reshape = layerOf('Reshape', { target_shape: [5] });
    const before = memory().numTensors;
    const model = await loadModel(forge(sequential([3], DENSE, reshape), DENSE_WEIGHTS));
    const row = { dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 2, 3) } as const;
    await expect(model.predict(row)).rejects.toMatchObject({ code: 'model/input-mismatch' });
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

/** An .h5 file whose model_config lies in a global heap, as h5py writes texts. */
function fileWithHeap(): Uint8Array {
  const file = new h5wasm.File('/heap.h5', 'w');
  file.create_attribute('model_config', JSON.stringify(sequential([3], DENSE)), null, 'S');
  file.create_attribute('keras_version', '2.15.0', null, 'S');
  file.close();
  return Uint8Array.from(h5wasm.FS?.readFile('/heap.h5') ?? []);
}

/** Where the first global heap collection has its first object. */
function firstObject(bytes: Uint8Array): number {
  const at = new TextDecoder('latin1').decode(bytes).indexOf('GCOL');
  if (at < 0) throw new Error('the file has no global heap');
  return at + 16;
}

describe('a global heap of HDF5', () => {
  const h5 = (bytes: Uint8Array): ModelFiles => ({
    format: 'h5',
    path: 'model.h5',
    files: new Map([['model.h5', bytes]]),
  });

  it('is read when it is healthy: the control case', async () => {
    await expect(loadModel(h5(fileWithHeap()))).rejects.toMatchObject({ code: 'model/weights-missing' });
  });

  it.each([
    ['a free space of size 0', 0, 0n],
    ['an object larger than the heap', 1, 2n ** 32n + 16n],
    ['an object larger than any file', 1, 2n ** 64n - 16n],
  ])('does not hang the grader by %s', async (_title, index, size) => {
    const bytes = fileWithHeap();
    const view = new DataView(bytes.buffer);
    const at = firstObject(bytes);
    view.setUint16(at, index, true);
    view.setBigUint64(at + 8, size, true);
    await expect(loadModel(h5(bytes))).rejects.toMatchObject({
      code: 'model/damaged',
      message: expect.stringContaining('heap'),
    });
  });
});
