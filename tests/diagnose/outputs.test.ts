import { describe, expect, it } from 'vitest';
import { floats, mapped } from '../../src/diagnose/rows.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import {
  behind,
  bell,
  diagnose,
  forecaster,
  idsOf,
  type Network,
  noise,
  pictures,
  seer,
  series,
  type World,
} from './world.ts';

const world = pictures();

function columns(
  count: number,
  of: (answers: Tensor['data'], row: number, column: number) => number,
): Network {
  return behind(seer(), ({ shape: [rows = 0], data }) =>
    floats([rows, count], (i) =>
      of(data.subarray(Math.floor(i / count) * 3), Math.floor(i / count), i % count),
    ),
  );
}

describe('a healthy model', () => {
  it.each([
    ['that tells pictures apart', world, seer()],
    ['that forecasts', series(), forecaster()],
    ['that is weak', world, behind(seer(), (p) => mapped(p, (x, i) => x + 4 * Math.sin(i * 12.9898)))],
    [
      'that forecasts poorly',
      series(),
      behind(forecaster(), (p) => mapped(p, (x, i) => x + 6 * Math.sin(i))),
    ],
  ] as const)('%s gets no diagnosis', async (_what, of, network) => {
    expect(await idsOf(of, network)).toEqual([]);
  });
});

describe('classes', () => {
  it('in another order are found, and the order is named', async () => {
    const [finding, ...more] = await diagnose(
      world,
      columns(3, (row, _, c) => row[[1, 0, 2][c] ?? 0] ?? 0),
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'class-order',
      evidence: expect.stringContaining('(1 → 0, 0 → 1)'),
    });
  });

  it.each([
    ['higher', 1],
    ['lower', 2],
  ])('that should each be one %s are found as such, not as another order', async (way, by) => {
    const [finding, ...more] = await diagnose(
      world,
      columns(3, (row, _, c) => row[(c + by) % 3] ?? 0),
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'labels-off-by-one',
      evidence: expect.stringContaining(`one ${way}`),
    });
  });

  it('counted from 1 in an additional column are found', async () => {
    const [finding] = await diagnose(
      world,
      columns(4, (row, _, c) => (c === 0 ? -9 : (row[c - 1] ?? 0))),
    );
    expect(finding).toMatchObject({
      diagnosis: 'output-shape',
      evidence: expect.stringContaining('first column'),
    });
  });

  it('answered as their number are found', async () => {
    const best = (row: Tensor['data']) => [0, 1, 2].sort((a, b) => (row[b] ?? 0) - (row[a] ?? 0))[0] ?? 0;
    const [finding] = await diagnose(
      world,
      columns(1, (row) => best(row) + 0.1),
    );
    expect(finding).toMatchObject({
      diagnosis: 'output-shape',
      evidence: expect.stringContaining('number of the class'),
    });
  });

  it('of a model that guesses are in no order', async () => {
    const random = noise(5);
    expect(
      await idsOf(
        world,
        columns(3, () => random()),
      ),
    ).toEqual([]);
  });

  it('answered alike for every row are told', async () => {
    const [finding, ...more] = await diagnose(
      world,
      columns(3, (_, __, c) => Number(c === 2)),
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'constant',
      evidence: expect.stringContaining('class 2 for every row'),
    });
  });
});

describe('logits', () => {
  const probabilities = {
    ...world,
    task: { ...world.task, metric: { name: 'log-loss' }, thresholds: { 2: 1.09, 3: 0.9, 4: 0.7, 5: 0.01 } },
  } as const;
  const binary = (() => {
    const labels = mapped(world.labels, (label) => Number(label === 0));
    const task = { ...world.task, output: { shape: [1], kind: 'classes' as const } };
    return {
      ...world,
      task,
      labels: { ...labels, dtype: 'int32' as const, data: Int32Array.from(labels.data) },
    };
  })();
  const raw = columns(1, (row) => ((row[0] ?? 0) - Math.max(row[1] ?? 0, row[2] ?? 0)) / 15);

  it('are found where log loss needs probabilities', async () => {
    const [finding, ...more] = await diagnose(probabilities, seer());
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'logits',
      evidence: expect.stringMatching(/^With softmax .* its log loss is 0/),
    });
  });

  it('are found where one column is held against one half', async () => {
    const [finding, ...more] = await diagnose(binary, raw);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ diagnosis: 'logits', evidence: expect.stringContaining('With sigmoid') });
  });

  it('harm nobody where only the largest counts', async () => {
    expect(
      await idsOf(
        world,
        behind(seer(), (p) => mapped(p, (x) => 10 * x)),
      ),
    ).toEqual([]);
  });
});

describe('a regression', () => {
  const houses = regression();
  const known: Network = ({ shape: [rows = 0], data }) =>
    floats([rows, 1], (row) => 20 + 5 * Number(data[row]));
  const inUnit = (of: (value: number) => number) =>
    diagnose(
      houses,
      behind(known, (p) => mapped(p, of)),
    );

  it.each([
    ['thousands', (y: number) => y / 1_000, 'multiplied by 1000'],
    ['degrees Fahrenheit', (y: number) => 1.8 * y + 32, 'converted from °F to °C'],
    ['logarithms', (y: number) => Math.log1p(y), '`expm1`'],
    ['standardised labels', (y: number) => (y - 20) / 5, 'standardised'],
    ['an offset of its own', (y: number) => y - 40, 'raised by 40'],
    ['a factor of its own', (y: number) => y / 7.7, 'multiplied by 7.'],
  ])('in %s is found', async (_what, change, evidence) => {
    const [finding, ...more] = await inUnit(change);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ diagnosis: 'unit', evidence: expect.stringContaining(evidence) });
  });

  it('is told with the rows on which both numbers were measured, where these are not all', async () => {
    const [finding] = await inUnit((y: number) => y / 1_000);
    const [, measured, all] = /measured on (\d+) of the (\d+) rows\.$/.exec(finding?.evidence ?? '') ?? [];
    expect(Number(measured)).toBe(Number(all) / 2);
  });

  it('that answers the mean has no other unit, and is told that it is constant', async () => {
    const [finding, ...more] = await inUnit(() => 20);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'constant',
      evidence: expect.stringContaining('answers 20 for every row'),
    });
  });
});

/** One column, and a label that follows from it, with some noise. */
function regression(): World {
  const random = noise(11);
  const inputs = floats([240, 1], () => bell(random));
  const labels = mapped(inputs, (x) => 20 + 5 * x + 0.5 * bell(random));
  const task = {
    ...series().task,
    output: { shape: [1], kind: 'values' as const },
    metric: { name: 'r2' as const },
  };
  return { task: { ...task, thresholds: { 2: 0.1, 3: 0.5, 4: 0.9, 5: 0.9999 } }, inputs, labels };
}

describe('over-fitting', () => {
  const training = (accuracy: number) => {
    const predictions = seer()(world.inputs);
    const seen = Int32Array.from({ length: 240 }, (_, row) => {
      const answers = predictions.data.subarray(3 * row, 3 * row + 3);
      const best = answers.indexOf(Math.max(...answers));
      return row < accuracy * 240 ? best : (best + 1) % 3;
    });
    return {
      training: {
        predictions,
        value: accuracy,
        labels: { dtype: 'int32' as const, shape: [240], data: seen },
      },
    };
  };
  const weak = behind(seer(), (p) => mapped(p, (x, i) => x + 4 * Math.sin(i * 12.9898)));

  it('is found where the gap is beyond chance', async () => {
    const [finding, ...more] = await diagnose(world, weak, training(1));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'over-fitting',
      evidence: expect.stringMatching(/is 1, on the public sample 0\./),
    });
  });

  it('is not what a small gap means', async () => {
    expect(await idsOf(world, seer(), training(0.92))).toEqual([]);
  });
});

describe('time', () => {
  it('that a hidden set would not have is told, and how much it would be', async () => {
    const [finding, ...more] = await diagnose(world, seer(), { pace: { rows: 240, ms: 48_000 } });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'too-slow',
      evidence: expect.stringMatching(/200 ms a row.*192 s of the 120 s/),
    });
  });

  it('within what a model has is none', async () => {
    expect(await idsOf(world, seer(), { pace: { rows: 2, ms: 9_000 } })).toEqual([]);
  });
});
