import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNpy, toTensor, writeNpy } from '../../src/formats/npy.ts';
import { compact } from '../../src/hidden/compact.ts';

const tensor = (values: readonly number[]) =>
  ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) }) as const;

describe('compacting what a hidden set holds', () => {
  it('takes one byte for each level of a picture', () => {
    expect(compact(tensor([0, 128, 255]))).toMatchObject({ dtype: '|u1', data: Uint8Array.of(0, 128, 255) });
  });

  it.each([[[-1]], [[256]], [[0.5]], [[Number.NaN]], [[1, 2, 1e9]]])('leaves %j as it is', (values) => {
    expect(compact(tensor(values))).toEqual(tensor(values));
  });

  it('changes no number', () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 258 }), fc.float({ noNaN: true }));
    fc.assert(
      fc.property(fc.array(number), (values) => {
        const back = toTensor(readNpy(writeNpy(compact(tensor(values)))), 'float32');
        expect([...back.data].map((value) => value + 0)).toEqual(
          [...tensor(values).data].map((value) => value + 0),
        );
      }),
    );
  });
});
