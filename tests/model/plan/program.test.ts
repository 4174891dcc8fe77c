import { describe, expect, it } from 'vitest';
import { rowsAt, type Tensor } from '../../../src/domain/tensor.ts';
import { loadModel } from '../../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, layerOf, sequential } from '../build.ts';
import { goldenModel, readGoldenCases } from '../fixtures.ts';
import { type Loaded, predicted, programOf } from './plans.ts';

const CASES = [
  'residual',
  'bidirectional_stack',
  'mask_zero_functional',
  'separable_conv2d_same',
  'gru_masked',
];
const known = readGoldenCases(3).filter(({ name }) => CASES.includes(name));

/** Rows again and again, in an order that mixes them: each with neighbours of its own. */
function shuffled(
  input: Tensor,
  rows: number,
): { readonly tensor: Tensor; readonly order: readonly number[] } {
  const given = input.shape[0] ?? 1;
  const order = Array.from({ length: rows }, (_, i) => (i * 7 + (i >> 2)) % given);
  return { tensor: rowsAt(input, order), order };
}

describe.each(known)('the program of $name', ({ name, input }) => {
  const model = goldenModel(3, name, 'keras');

  async function program(): Promise<Loaded> {
    const loaded = await programOf(model, input);
    if (loaded === undefined) throw new Error(`${name} has no program`);
    return loaded;
  }

  it('answers the bits that the model itself answers, in an arena full of NaN', async () => {
    const { run } = await program();
    expect(run(input)).toEqual((await predicted(model, input)).data);
  });

  it('answers the same bits for a row in any batch, among any rows, however often it runs', async () => {
    const { run, program: made } = await program();
    const { tensor, order } = shuffled(input, made.batchRows + 5);
    const size = run(input).length / (input.shape[0] ?? 1);
    const each = rowsAt({ dtype: 'float32', shape: [input.shape[0] ?? 1, size], data: run(input) }, order);
    for (const batchRows of [made.batchRows, 1, 5, made.batchRows - 1]) {
      expect(run(tensor, batchRows)).toEqual(each.data);
    }
  });
});

it('there are programs for what is tested here', () => {
  expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining(CASES.slice(0, 3)));
});

describe('a program', () => {
  const rows = { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 1, 1, 0, 1, 0) } as const;

  it('is not made where TensorFlow.js is needed, or where the rows do not fit', async () => {
    const fourier = forge(
      sequential([3], DENSE, layerOf('UnitNormalization', { axis: [-1] })),
      DENSE_WEIGHTS,
    );
    expect(await programOf(fourier, rows)).toBeUndefined();
    const dense = forge(sequential([3], DENSE), DENSE_WEIGHTS);
    expect(await programOf(dense, { ...rows, shape: [3, 2] })).toBeUndefined();
    expect((await programOf(dense, rows))?.run(rows)).toEqual(Float32Array.of(9.5, 11.5, 3.5, 3.5));
  });

  it('refuses a token beyond its table by the words of the layer', async () => {
    const embedding = layerOf('Embedding', { input_dim: 4, output_dim: 2 });
    const model = forge(sequential([3], embedding), [{ name: 'embedding/embeddings', shape: [4, 2] }]);
    const tokens = { ...rows, data: Float32Array.of(0, 1, 2, 3, 4, 5) } as const;
    const loaded = await loadModel(model, { plans: 'none' });
    const refusal = await loaded.predict(tokens).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(refusal).toContain('row 4 of its 4 rows');
    const program = await programOf(model, tokens);
    expect(() => program?.run(tokens)).toThrow(refusal);
    await expect(predicted(model, tokens)).rejects.toThrow(refusal);
  });
});
