import { describe, expect, it } from 'vitest';
import { MAX_BATCH_ROWS } from '../../src/domain/limits.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { loadModel } from '../../src/model/index.ts';
import { goldenModel, readGoldenCases } from './fixtures.ts';

/** The rows over and over. */
function repeated(input: Tensor, rows: number): Tensor {
  const [given = 1, ...row] = input.shape;
  const size = input.data.length / given;
  const data = Float32Array.from({ length: rows * size }, (_, i) => input.data[i % input.data.length] ?? 0);
  return { dtype: 'float32', shape: [rows, ...row], data };
}

describe.each(['residual', 'bidirectional_stack', 'mask_zero_functional'])('%s', (name) => {
  const input = readGoldenCases(3).find((golden) => golden.name === name)?.input;
  const rows = MAX_BATCH_ROWS + 7;

  it('predicts the same bits for a row, whatever batch it is in and however often it runs', async () => {
    if (input === undefined) throw new Error(`no case ${name}`);
    const model = await loadModel(goldenModel(3, name, 'keras'));
    const few = await model.predict(input);
    const many = await model.predict(repeated(input, rows));
    expect(many.shape).toEqual([rows, ...few.shape.slice(1)]);
    expect(many.data).toEqual(repeated(few, rows).data);
  });
});
