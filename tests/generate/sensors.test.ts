import { describe, expect, it } from 'vitest';
import { drawTask, metricOf, PRACTICE_TASKS } from '../../src/generate/index.ts';
import { HORIZON_HOURS, SENSOR_CHANNELS, WINDOW_HOURS } from '../../src/generate/sensors.ts';

const SEED = 'sensors-tests';
const ROWS = 1_000;
const [DEMAND, TEMPERATURE] = [0, 1];
const { inputs, labels } = drawTask('sensors', SEED, 'train', ROWS);

/** All hours of a row: the window of a channel and, for demand, the horizon. */
function series(row: number, channel: number): number[] {
  const hours = Array.from(
    { length: WINDOW_HOURS },
    (_, hour) => inputs.data[(row * WINDOW_HOURS + hour) * SENSOR_CHANNELS.length + channel] ?? Number.NaN,
  );
  const ahead = labels.data.subarray(row * HORIZON_HOURS, (row + 1) * HORIZON_HOURS);
  return channel === DEMAND ? [...hours, ...ahead] : hours;
}

/** Correlation over all rows of the demand at an hour of the horizon with what a channel said so many hours before. */
function correlation(channel: number, hour: number, before: number): number {
  const pairs = Array.from({ length: ROWS }, (_, row) => {
    const demand = series(row, DEMAND);
    const level = mean(demand.slice(0, WINDOW_HOURS));
    return [(demand[hour] ?? 0) / level, series(row, channel)[hour - before] ?? Number.NaN] as const;
  });
  const [x, y] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const moment = (of: (pair: readonly [number, number]) => number) => mean(pairs.map(of));
  const spread = Math.sqrt(moment(([a]) => (a - x) ** 2) * moment(([, b]) => (b - y) ** 2));
  return moment(([a, b]) => (a - x) * (b - y)) / spread;
}

describe('the hours to foretell', () => {
  it('follow weather that the window has seen: colder than yesterday, more heat half a day later', () => {
    const last = WINDOW_HOURS + HORIZON_HOURS - 1;
    expect(correlation(TEMPERATURE, last, HORIZON_HOURS + 2)).toBeLessThan(
      correlation(TEMPERATURE, last, HORIZON_HOURS + 26) - 0.1,
    );
  });

  it('are of working meters, while some of the windows hold a silence', () => {
    const repeats = (values: readonly number[]) =>
      values.some((value, i) => i > 0 && value === values[i - 1]);
    const rows = [...Array(ROWS).keys()];
    const silent = rows.filter((row) => repeats(series(row, DEMAND).slice(0, WINDOW_HOURS)));
    const ahead = rows.filter((row) => repeats(series(row, DEMAND).slice(WINDOW_HOURS)));
    expect(silent.length / ROWS).toBeGreaterThan(0.1);
    expect(silent.length / ROWS).toBeLessThan(0.2);
    expect(ahead).toEqual([]);
  });
});

it('exams of other seeds are equally hard for who repeats yesterday', () => {
  const task = PRACTICE_TASKS.find(({ id }) => id === 'sensors');
  if (!task) throw new Error('no sensors task');
  const scales = ['one', 'two', 'three', 'four'].map((seed) => metricOf(task, seed).scale ?? 0);
  expect(Math.max(...scales) / Math.min(...scales)).toBeLessThan(1.15);
});

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
