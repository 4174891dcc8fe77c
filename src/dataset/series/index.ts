import { MAX_PART_BYTES } from '../../domain/limits.ts';
import type { Tensor } from '../../domain/tensor.ts';
import { noNumber } from '../answers.ts';
import { isNumber } from '../cells.ts';
import { datasetError } from '../problem.ts';
import { type Division, type Encoded, PARTS, type Source } from '../source.ts';
import { columnIndex, type Table } from '../tables/csv.ts';
import { csvOf } from '../tables/index.ts';
import { assertInOrder, timeColumn } from './time.ts';
import { type Windows, windowStarts } from './windows.ts';

export interface SeriesOptions extends Windows {
  /** Columns to forecast. */
  readonly targets: readonly string[];
  /** The column of the time; without it, the first that looks like one. */
  readonly time: string | undefined;
  readonly drop: readonly string[];
}

interface Series {
  readonly table: Table;
  /** `[steps][channels]` */
  readonly steps: readonly (readonly number[])[];
  /** Channels to forecast. */
  readonly targets: readonly number[];
  readonly windows: Windows;
}

/**
 * A table of which every row is one step of time: a window of all its columns, and the next values of some.
 *
 * @throws {FivefoldError} `dataset/*`, naming line and column
 */
export function seriesSource(table: Table, options: SeriesOptions): Source {
  const { window, horizon, targets, drop } = options;
  const time = timeColumn(table, options.time);
  if (time !== undefined) assertInOrder(table, time);
  for (const column of [...targets, ...drop]) columnIndex(table, column);
  const channels = table.columns.filter((column) => column !== time && !drop.includes(column));
  const series: Series = {
    table,
    steps: stepsOf(table, channels),
    targets: targets.map((target) => channels.indexOf(target)),
    windows: { window, horizon },
  };
  if (series.targets.includes(-1)) {
    throw datasetError('dataset/unclear', 'A column to forecast is neither the time nor dropped.');
  }
  const starts = [...Array(Math.max(0, series.steps.length - window - horizon + 1)).keys()];
  return {
    kind: 'series',
    summary: `${table.rows.length} steps of ${channels.length} channels${time === undefined ? '' : `, by '${time}'`}`,
    answers: {
      kind: 'values',
      shape: targets.length === 1 ? [horizon] : [horizon, targets.length],
      labels: starts.map((start) => forecastOf(series, start)),
    },
    divide: (shares, secret) =>
      assertFilled(windowStarts(table.rows.length, options, shares, secret), series),
    encode: (division) => encode(series, division),
  };
}

function stepsOf(table: Table, channels: readonly string[]): readonly (readonly number[])[] {
  const columns = channels.map((name) => ({ name, index: columnIndex(table, name) }));
  return table.rows.map(({ cells, line }) =>
    columns.map(({ name, index }) => {
      const cell = cells[index] ?? '';
      if (isNumber(cell)) return Number(cell);
      throw noNumber(name, cell, `${table.name}, line ${line}`);
    }),
  );
}

/** What follows a window: target by target within each step. */
function forecastOf({ steps, targets, windows }: Series, start: number): readonly number[] {
  const begin = start + windows.window;
  return steps
    .slice(begin, begin + windows.horizon)
    .flatMap((step) => targets.map((target) => step[target] ?? 0));
}

function assertFilled(division: Division, { table, windows }: Series): Division {
  const empty = PARTS.find((part) => division[part].length === 0);
  if (empty === undefined) return division;
  const message = `${table.name} is too short: the part '${empty}' has no room for a window of ${windows.window} steps and a horizon of ${windows.horizon}.`;
  throw datasetError('dataset/too-small', message, {
    hint: 'Take a shorter window, or other shares with --split.',
  });
}

function encode(series: Series, division: Division): Encoded {
  const { steps, table, windows } = series;
  const channels = steps[0]?.length ?? 0;
  const size = windows.window * channels;
  const tensorOf = (starts: readonly number[]): Tensor => {
    assertSize(starts.length * size);
    const data = new Float32Array(starts.length * size);
    for (const [i, start] of starts.entries()) {
      for (let step = 0; step < windows.window; step++) {
        data.set(steps[start + step] ?? [], i * size + step * channels);
      }
    }
    return { dtype: 'float32', shape: [starts.length, windows.window, channels], data };
  };
  const last = (division.train.at(-1) ?? 0) + windows.window + windows.horizon;
  return {
    input: { shape: [windows.window, channels], dtype: 'float32' },
    inputs: {
      train: tensorOf(division.train),
      sample: tensorOf(division.sample),
      hidden: tensorOf(division.hidden),
    },
    files: [{ path: 'data/train.csv', content: csvOf(table, [...table.rows.keys()].slice(0, last)) }],
    naiveError: naiveError(series, division.train),
  };
}

function assertSize(values: number): void {
  if (values * Float32Array.BYTES_PER_ELEMENT <= MAX_PART_BYTES) return;
  const message = `The windows have ${values} numbers; a part may have ${MAX_PART_BYTES} bytes.`;
  throw datasetError('dataset/too-large', message, { hint: 'Take a shorter window, or fewer steps.' });
}

/** Mean absolute error of the forecast that the last value stays, over the training windows. */
function naiveError(series: Series, starts: readonly number[]): number {
  let [sum, count] = [0, 0];
  for (const start of starts) {
    const last = series.steps[start + series.windows.window - 1] ?? [];
    for (const [i, value] of forecastOf(series, start).entries()) {
      const target = series.targets[i % series.targets.length] ?? 0;
      sum += Math.abs(value - (last[target] ?? 0));
      count += 1;
    }
  }
  return sum / count;
}
