import { describe, expect, it } from 'vitest';
import { floats, reshaped } from '../../src/diagnose/rows.ts';
import type { Predictions } from '../../src/domain/prediction.ts';
import { behind, diagnose, forecaster, idsOf, type Network, series, type World } from './world.ts';

describe('a forecast', () => {
  it.each([
    [1, 'the last value it was given'],
    [6, 'what it was given 6 steps before'],
  ])('that repeats the last %i values is found', async (lag, what) => {
    const repeats: Network = ({ shape: [rows = 0, steps = 0], data }) =>
      floats([rows, 4], (i) => Number(data[Math.floor(i / 4) * steps + steps - lag + ((i % 4) % lag)]));
    const [finding, ...more] = await diagnose(series(), repeats);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'repeats-itself',
      evidence: expect.stringContaining(`${what}: `),
    });
  });

  it('that begins a step too late is found', async () => {
    const [finding, ...more] = await diagnose(steep(), forecaster(1));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'labels-off-by-one',
      evidence: expect.stringContaining('one step later'),
    });
  });

  it.each([
    ['[steps, 1]', (p: Predictions) => reshaped(p, [4, 1])],
    ['[1, steps]', (p: Predictions) => reshaped(p, [1, 4])],
  ])('of the shape %s is found', async (_what, change) => {
    expect(await idsOf(series(), behind(forecaster(), change))).toEqual(['output-shape']);
  });

  it('of every input step instead of the last is found', async () => {
    const every = behind(forecaster(), ({ shape: [rows = 0], data }) =>
      floats([rows, 16, 4], (i) =>
        Math.floor(i / 4) % 16 === 15 ? (data[Math.floor(i / 64) * 4 + (i % 4)] ?? 0) : 0,
      ),
    );
    const [finding] = await diagnose(series(), every);
    expect(finding).toMatchObject({
      diagnosis: 'output-shape',
      advice: expect.stringContaining('return_sequences'),
    });
  });

  it('with steps and channels exchanged is found', async () => {
    const two = series();
    const labels = floats([240, 4, 2], (i) => (two.labels.data[Math.floor(i / 2)] ?? 0) * (1 + (i % 2)));
    const task = { ...two.task, output: { shape: [4, 2], kind: 'values' as const } };
    const turned = behind(forecaster(), ({ shape: [rows = 0], data }) =>
      floats(
        [rows, 2, 4],
        (i) => (data[Math.floor(i / 8) * 4 + (i % 4)] ?? 0) * (1 + (Math.floor(i / 4) % 2)),
      ),
    );
    const [finding] = await diagnose({ ...two, task, labels }, turned);
    expect(finding).toMatchObject({
      diagnosis: 'output-shape',
      evidence: expect.stringContaining('exchanged'),
    });
  });
});

/** Without noise, so that one step is a long way. */
function steep(): World {
  const { task, inputs, labels } = series();
  const at = (row: number, step: number) =>
    (row % 7) * 10 + 40 * Math.sin(((step + row) * Math.PI) / 4) + step;
  return {
    task: { ...task, thresholds: { 2: 20, 3: 9, 4: 5, 5: 0.01 } },
    inputs: floats(inputs.shape, (i) => at(Math.floor(i / 16), i % 16)),
    labels: floats(labels.shape, (i) => at(Math.floor(i / 4), 16 + (i % 4))),
  };
}
