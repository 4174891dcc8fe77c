import { type Benchmark, type Figures, figuresOf, partsOf, seconds, shown } from '../benchmark.ts';
import { bundlePrograms, measureProgram } from '../bundle.ts';
import { withRows } from '../models/copies.ts';
import { type Job, jobsOf, references, writeJobs } from '../models/reference.ts';
import type { Cost } from '../process.ts';
import { fitLine, growth, median } from '../statistics.ts';
import { table } from '../table.ts';

/** What rows and models cost, over two decades of either: processor time of the whole grading, and its peak of memory. */
export const scaling: Benchmark = { measure, show };

const ROWS = [300, 1_000, 3_000, 10_000, 30_000];
const MODELS = [1, 3, 10, 30, 100];

/** Numbers of one row of `digits`, each of four bytes. */
const ROW_BYTES = 28 * 28 * Float32Array.BYTES_PER_ELEMENT;

/** Noise is smaller than what is looked for. */
const MAX_RUNS = 3;
const MIB = 1024 * 1024;

async function measure(runs: number): Promise<Figures> {
  await bundlePrograms({ grader: 'bench/models/grader.ts' });
  const all = await references();
  const rows = (size: number) => Promise.all(jobsOf(all, ['digits']).map((job) => withRows(job, size)));
  const models = async (size: number) => jobsOf(all, Array<string>(size).fill('windows'));
  const times = Math.min(runs, MAX_RUNS);
  return {
    ...(await measureSeries('scaling.rows', times, ROWS, rows)),
    ...(await measureSeries('scaling.models', times, MODELS, models)),
  };
}

async function measureSeries(
  name: string,
  times: number,
  sizes: readonly number[],
  jobsOfSize: (size: number) => Promise<readonly Job[]>,
): Promise<Figures> {
  const paths: [number, string][] = [];
  for (const size of sizes) paths.push([size, await writeJobs(`${name}-${size}`, await jobsOfSize(size))]);
  const costs = new Map<number, Cost[]>(sizes.map((size) => [size, []]));
  for (let time = 0; time < times; time++) {
    for (const [size, path] of paths)
      costs.get(size)?.push(await measureProgram('grader', 'wasm-revectorised', path));
  }
  return summarise(name, costs);
}

function summarise(name: string, costs: ReadonlyMap<number, readonly Cost[]>): Figures {
  const figures: Record<string, number> = {};
  const middle = (what: keyof Cost) =>
    [...costs].map(([x, sample]) => ({ x, y: median(sample.map((cost) => cost[what])) }));
  for (const { x, y } of middle('cpuMs')) figures[`${name}.size.${x}.cpuMs`] = y;
  for (const { x, y } of middle('peakBytes')) figures[`${name}.size.${x}.peakMiB`] = y / MIB;
  const cpu = fitLine(middle('cpuMs'));
  return {
    ...figures,
    [`${name}.cpu.fixedMs`]: cpu.intercept,
    [`${name}.cpu.eachMs`]: cpu.slope,
    [`${name}.cpu.r2`]: cpu.r2,
    [`${name}.cpu.growth`]: growth(middle('cpuMs')),
    [`${name}.memory.eachBytes`]: fitLine(middle('peakBytes')).slope,
  };
}

function show(figures: Figures): string {
  const { eachBytes = Number.NaN } = figuresOf(figures, 'scaling.rows.memory');
  return [
    'Rows of one model (CNN 28×28):',
    '',
    series(figures, 'scaling.rows', 'rows'),
    '',
    `Each row takes ${shown(eachBytes / ROW_BYTES, 2)} times its own bytes at the peak, in all processes together: the file as it was read, ` +
      'its rows as the grader holds them and as the sandbox does are counted. Everything else is the same for all sizes.',
    '',
    'Models of one submission (Conv1D and two LSTM, 1,000 rows each):',
    '',
    series(figures, 'scaling.models', 'models'),
  ].join('\n');
}

function series(figures: Figures, name: string, unit: string): string {
  const of = (size: string) => figuresOf(figures, `${name}.size.${size}`);
  const rows = partsOf(figures, `${name}.size`).map((size) => [
    Number(size).toLocaleString('en'),
    seconds(of(size).cpuMs),
    shown(of(size).peakMiB, 0),
  ]);
  const { fixedMs, eachMs, r2, growth: grown } = figuresOf(figures, `${name}.cpu`);
  return [
    table([unit, 'CPU s', 'peak MiB'], rows),
    '',
    `CPU = ${seconds(fixedMs)} s + ${shown(eachMs, 3)} ms × ${unit} (R² ${shown(r2, 4)}); one more costs ${shown(grown, 2)} times ` +
      'as much in the upper decade as in the lower.',
  ].join('\n');
}
