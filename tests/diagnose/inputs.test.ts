import { describe, expect, it } from 'vitest';
import { floats, mapped, reshaped } from '../../src/diagnose/rows.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { diagnose, idsOf, pictures, reader, refusal, seer, texts, type World } from './world.ts';

const world = pictures();
const scaled = (factor: number): World => ({
  ...world,
  inputs: mapped(world.inputs as Tensor, (x) => x * factor),
});

describe('inputs of another scale', () => {
  it('are found where the model expects 0 to 1, with the accuracy that it would have', async () => {
    const [finding, ...more] = await diagnose(world, seer(1));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'input-scale',
      advice: expect.stringContaining('Rescaling(1 / 255)'),
    });
    expect(finding?.evidence).toMatch(
      /^With inputs divided by 255, its accuracy is 0\.[89]\d* instead of 0\.\d+\.$/,
    );
  });

  it('are found where the model expects 0 to 255', async () => {
    const [finding] = await diagnose(scaled(1 / 255), seer(255));
    expect(finding?.evidence).toContain('multiplied by 255');
  });

  it('are found where the model expects −1 to 1', async () => {
    const centred = (x: World['inputs']) => seer(1)(mapped(x as Tensor, (v) => (v + 1) / 2));
    const [finding] = await diagnose(world, centred);
    expect(finding).toMatchObject({ diagnosis: 'input-scale', evidence: expect.stringContaining('−1 … 1') });
  });

  it('are found where dark and bright are exchanged', async () => {
    const [finding] = await diagnose(world, (x) => seer()(mapped(x as Tensor, (v) => 255 - v)));
    expect(finding?.evidence).toContain('inverted');
  });

  it('are found where columns were standardised outside the model', async () => {
    const columns = table();
    const network = (x: World['inputs']) =>
      floats([x.shape[0] ?? 0, 1], (row) => Math.tanh(Number(x.data[2 * row])) + Number(x.data[2 * row + 1]));
    const [finding] = await diagnose(columns, network);
    expect(finding).toMatchObject({
      diagnosis: 'input-scale',
      advice: expect.stringContaining('Normalization'),
    });
  });

  it('are no explanation of a model that knows nothing', async () => {
    const guess = (x: World['inputs']) => floats([x.shape[0] ?? 0, 3], (i) => Math.sin(i * i));
    expect(await idsOf(world, guess)).toEqual([]);
  });
});

/** Two columns of very different size, whose standardised forms explain the label. */
function table(): World {
  const rows = 200;
  const inputs = floats([rows, 2], (i) =>
    i % 2 === 0 ? 500 + 100 * Math.sin(i) : 3 + 0.1 * Math.cos(3 * i),
  );
  const labels = floats(
    [rows, 1],
    (row) => Math.tanh(Math.sin(2 * row) * Math.SQRT2) + Math.cos(6 * row + 3) * Math.SQRT2,
  );
  const { task } = pictures();
  return {
    task: {
      ...task,
      output: { shape: [1], kind: 'values' },
      metric: { name: 'r2' },
      thresholds: { 2: 0.1, 3: 0.5, 4: 0.8, 5: 0.999 },
    },
    inputs,
    labels,
  };
}

it('blue and red exchanged are found in pictures of three colours', async () => {
  const coloured = pictures(3);
  const red = (at: number) => (x: World['inputs']) =>
    seer()(floats(x.shape, (i) => Number(x.data[i - (i % 3) + at])));
  const inputs = mapped(coloured.inputs as Tensor, (value, i) => (i % 3 === 0 ? value : 100));
  expect(await idsOf({ ...coloured, inputs }, red(2))).toEqual(['colour-order']);
  expect(await idsOf({ ...coloured, inputs }, red(0))).toEqual([]);
});

describe('rows of another shape', () => {
  const wants = (shape: readonly number[], arrange: (x: Tensor) => Tensor) => (x: World['inputs']) => {
    if (x.shape.slice(1).join() !== shape.join()) throw refusal('model/input-mismatch');
    return seer()(arrange(x as Tensor));
  };

  it.each([
    ['flattened', [36], (x: Tensor) => reshaped(x, [6, 6, 1])],
    ['the channels first', [1, 6, 6], (x: Tensor) => reshaped(x, [6, 6, 1])],
    [
      'three channels',
      [6, 6, 3],
      (x: Tensor) => floats([x.shape[0] ?? 0, 6, 6, 1], (i) => x.data[3 * i] ?? 0),
    ],
  ] as const)('are found: %s', async (what, shape, arrange) => {
    const [finding, ...more] = await diagnose(world, wants(shape, arrange));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ diagnosis: 'input-shape', evidence: expect.stringContaining(what) });
    expect(finding?.evidence).not.toContain('instead of');
  });

  it('that nothing explains get no diagnosis', async () => {
    expect(
      await idsOf(
        world,
        wants([5], (x) => x),
      ),
    ).toEqual([]);
  });
});

describe('tokens', () => {
  const healthy = reader();

  it('that are those of the exam get no diagnosis', async () => {
    expect(await idsOf(texts(), healthy)).toEqual([]);
  });

  it('beyond the embedding are counted', async () => {
    const [finding] = await diagnose(texts(), reader({ known: 58 }));
    expect(finding).toMatchObject({ diagnosis: 'tokens', advice: expect.stringContaining('input_dim') });
    expect(finding?.evidence).toMatch(/tokens from 58 on \(\d[\d.]* % of the sample\)/);
  });

  it('that are one too high are found', async () => {
    const [finding] = await diagnose(texts(), reader({ shift: -1, known: 99 }));
    expect(finding).toMatchObject({
      diagnosis: 'tokens',
      evidence: expect.stringContaining('every token 1 higher'),
    });
  });

  it('on the wrong side of the padding are found', async () => {
    const lastOnly = (row: number[]) => row.slice(-1).filter((token) => token > 0);
    const [finding, ...more] = await diagnose(texts(), reader({ read: lastOnly }));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'padding-side',
      evidence: expect.stringContaining('padding on the left'),
    });
  });
});
