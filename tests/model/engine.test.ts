import { getBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { loadModel, type ModelOptions, startEngine } from '../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, sequential } from './build.ts';

const MODEL = forge(sequential([3], DENSE), DENSE_WEIGHTS);
const ROW = { dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 1, 1) } as const;

async function predictions(options?: ModelOptions): Promise<readonly number[]> {
  const model = await loadModel(MODEL, options);
  const { data } = await model.predict(ROW);
  model.dispose();
  return [...data];
}

describe.runIf(process.env.FIVEFOLD_ENGINE === 'native')('with FIVEFOLD_ENGINE=native', () => {
  it('TensorFlow computes what these tests load', async () => {
    expect(await predictions()).toEqual([9.5, 11.5]);
    expect(getBackend()).toBe('tensorflow');
  });
});

describe.runIf(process.env.FIVEFOLD_ENGINE !== 'native')('unless somebody asks for another engine', () => {
  it('kernels compute, and TensorFlow.js does not even start', async () => {
    expect(await predictions()).toEqual([9.5, 11.5]);
    expect(getBackend()).toBeUndefined();
  });

  it('it computes on WASM what is not planned', async () => {
    expect(await predictions({ plans: 'none' })).toEqual([9.5, 11.5]);
    expect(getBackend()).toBe('wasm');
  });

  it('says so where TensorFlow is not installed, and computes on WASM when asked again', async () => {
    const missing = startEngine('native', { tfjsNode: '/nowhere/tfjs-node' });
    await expect(missing).rejects.toMatchObject({
      code: 'engine/unavailable',
      message: expect.stringContaining('/nowhere/tfjs-node'),
    });
    await startEngine('wasm');
    expect(await predictions()).toEqual([9.5, 11.5]);
  });
});
