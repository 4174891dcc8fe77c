/** What TensorFlow.js's wasm backend does wrong with booleans, put right; as it comes, each of these ruins the heap. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/model/engine.ts';

beforeAll(() => startEngine('wasm'));

const truths = (values: readonly number[], shape: readonly number[]) =>
  tf.tensor(Uint8Array.from(values), [...shape], 'bool');

describe('booleans', () => {
  it.each([
    [
      'where',
      () => tf.where(truths([1, 0, 1], [3]), truths([1, 1, 0], [3]), truths([0, 0, 1], [3])),
      [1, 0, 0],
    ],
    ['reverse', () => tf.reverse(truths([1, 0, 0], [3]), 0), [0, 0, 1]],
    ['oneHot', () => tf.oneHot(tf.tensor1d([2], 'int32'), 3, 1, 0, 'bool'), [0, 0, 1]],
    ['a triangle', () => tf.linalg.bandPart(tf.ones([2, 2], 'bool'), -1, 0), [1, 0, 1, 1]],
    ['a cast', () => tf.cast(tf.tensor1d([-0.5, 0, 2.5]), 'bool'), [1, 0, 1]],
  ])('go through %s, and leave no tensor behind', (_title, compute, expected) => {
    const before = tf.memory().numTensors;
    const result = tf.tidy(compute);
    expect(result.dtype).toBe('bool');
    expect([...result.dataSync()]).toEqual(expected);
    result.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('ruin no other tensor', () => {
    tf.tidy(() => {
      const bystanders = Array.from({ length: 50 }, (_, i) => tf.fill([7], i));
      for (let i = 0; i < 50; i += 1) {
        const x = truths([1, 0, 1, 1, 0], [5]);
        tf.where(x, x, tf.reverse(x, 0));
      }
      expect(bystanders.map((tensor) => tensor.dataSync()[6])).toEqual(bystanders.map((_, i) => i));
    });
  });
});
