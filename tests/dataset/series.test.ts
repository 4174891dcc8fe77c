import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSource, packTask } from '../../src/dataset/index.ts';
import { windowStarts } from '../../src/dataset/series/windows.ts';
import { folderOf, problemOf, SECRET, SHARES } from './data.ts';

const options = { targets: ['tide'], drop: [], window: 8, horizon: 3 };
const day = (i: number) => new Date(Date.UTC(2027, 0, 1 + i)).toISOString().slice(0, 10);
const lines = Array.from({ length: 200 }, (_, i) => `${day(i)},${i},${(i % 7) * 1.25}`);
const csv = ['date,tide,wind', ...lines].join('\n');

const open = (text: string, more: object = {}) =>
  openSource(`${folderOf({ 'tides.csv': text })}/tides.csv`, { ...options, ...more });

describe('a series', () => {
  it('is cut into windows and what follows them, by time', async () => {
    const source = await open(csv);
    const { parts, files, proposal } = packTask(source, {
      id: 't',
      title: 'T',
      shares: SHARES,
      secret: SECRET,
    });
    expect(proposal).toMatchObject({
      input: { shape: [8, 2], dtype: 'float32' },
      output: { shape: [3], kind: 'values' },
      // The tide rises by 1 a day: what stays is wrong by 1, 2 and 3.
      metric: { name: 'mase', scale: 2 },
    });
    for (const { inputs, labels } of Object.values(parts)) {
      const [rows = 0] = inputs.shape;
      for (let row = 0; row < rows; row++) {
        const last = Number(inputs.data[row * 16 + 14]);
        expect([...labels.data.subarray(row * 3, row * 3 + 3)]).toEqual([last + 1, last + 2, last + 3]);
      }
    }
    const [train, sample, hidden] = (['train', 'sample', 'hidden'] as const).map((part) =>
      stepsIn(parts[part]),
    );
    expect(Math.max(...(train ?? []))).toBeLessThan(Math.min(...(sample ?? [])));
    expect(Math.max(...(sample ?? []))).toBeLessThan(Math.min(...(hidden ?? [])));
    const data = files.find(({ path }) => path === 'data/train.csv');
    expect(data).toEqual({
      path: 'data/train.csv',
      content: `${['date,tide,wind', ...lines.slice(0, 140)].join('\n')}\n`,
    });
  });

  it('of several columns is forecast step by step', async () => {
    const source = await open(csv, { targets: ['tide', 'wind'] });
    const { parts, proposal } = packTask(source, { id: 't', title: 'T', shares: SHARES, secret: SECRET });
    expect(proposal.output.shape).toEqual([3, 2]);
    expect([...parts.train.labels.data.subarray(0, 6)]).toEqual([8, 1.25, 9, 2.5, 10, 3.75]);
  });

  it('never shares a step between parts, and forecasts each hidden step once', () => {
    const shape = {
      steps: fc.integer({ min: 120, max: 400 }),
      window: fc.integer({ min: 1, max: 6 }),
      horizon: fc.integer({ min: 1, max: 4 }),
    };
    fc.assert(
      fc.property(fc.record(shape), fc.string(), ({ steps, ...windows }, seed) => {
        const starts = windowStarts(steps, windows, SHARES, seed);
        const touched = Object.values(starts).map(
          (part) =>
            new Set(
              part.flatMap((start) =>
                Array.from({ length: windows.window + windows.horizon }, (_, i) => start + i),
              ),
            ),
        );
        const all = touched.flatMap((part) => [...part]);
        expect(new Set(all).size).toBe(all.length);
        expect(touched.every((part) => [...part].every((step) => step >= 0 && step < steps))).toBe(true);
        const forecast = starts.hidden.flatMap((start) =>
          Array.from({ length: windows.horizon }, (_, i) => start + windows.window + i),
        );
        expect(new Set(forecast).size).toBe(forecast.length);
      }),
    );
  });

  it.each([
    [
      'a day out of order',
      lines.with(50, lines[10] ?? ''),
      'dataset/unreadable',
      /line 52, column 'date'.*not later/,
    ],
    [
      'a day that is none',
      lines.with(50, 'soon,1,1'),
      'dataset/unreadable',
      /line 52, column 'date'.*no time/,
    ],
    [
      'a value that is missing',
      lines.with(50, `${day(50)},,1`),
      'dataset/unreadable',
      /line 52, column 'tide'/,
    ],
    ['too few steps', lines.slice(0, 30), 'dataset/too-small', /'sample' has no room/],
  ])('says where there is %s', async (_what, rows, code, message) => {
    const problem = await problemOf(async () =>
      (await open(['date,tide,wind', ...rows].join('\n'))).divide(SHARES, SECRET),
    );
    expect(problem).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ['horizon', { horizon: undefined }, /how much is forecast/],
    ['column to forecast', { targets: [] }, /which holds the answers/],
    ['forecast of a column that was dropped', { drop: ['tide'] }, /neither the time nor dropped/],
  ])('asks for a %s', async (_what, more, message) => {
    const problem = await problemOf(() => open(csv, more));
    expect(problem).toMatchObject({ code: 'dataset/unclear', message: expect.stringMatching(message) });
  });
});

/** The tide is the number of the day. */
function stepsIn({
  inputs,
  labels,
}: {
  inputs: { data: ArrayLike<unknown> };
  labels: { data: ArrayLike<number> };
}) {
  return [...Array.from(inputs.data, Number).filter((_, i) => i % 2 === 0), ...Array.from(labels.data)];
}
