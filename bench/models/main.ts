import type { Benchmark, Figures } from '../benchmark.ts';
import { bundlePrograms, measureProgram } from '../bundle.ts';
import type { Cost } from '../process.ts';
import { measurePython } from '../python.ts';
import { median, medianRatio } from '../statistics.ts';
import { ENGINES } from './engine.ts';
import type { Probe } from './prober.ts';
import { APPLICATIONS, FIVE, type Job, jobsOf, references, writeJobs } from './reference.ts';
import { show } from './show.ts';

/** What every contestant says of its own run: what came before the work, and the work. */
interface Report {
  readonly importMs: number;
  /** From the first file to the last metric. */
  readonly gradeMs: number;
}

type Run = Cost & Report;

/** By contestant: an engine of ours, `keras` or `onnx`. */
type Runs = ReadonlyMap<string, readonly Run[]>;

/** All five models in one process, then each model alone; ours in turn with Python Keras and ONNX Runtime: A B A B … */
export const models: Benchmark = { measure: measureModels, show };

async function measureModels(runs: number): Promise<Figures> {
  await bundlePrograms({ grader: 'bench/models/grader.ts', prober: 'bench/models/prober.ts' });
  const all = await references();
  const names = [...FIVE, ...APPLICATIONS];
  const total = await race('five', jobsOf(all, FIVE), runs);
  const alone = new Map<string, Runs>();
  for (const name of names) alone.set(name, await race(name, jobsOf(all, [name]), Math.ceil(runs / 2)));
  const path = await writeJobs('all', jobsOf(all, names));
  const { report: probes } = await measureProgram<readonly Probe[]>('prober', 'wasm-revectorised', path);
  return { ...totals(total, alone), ...singles(alone, probes) };
}

async function race(name: string, jobs: readonly Job[], runs: number): Promise<Runs> {
  const path = await writeJobs(name, jobs);
  const contestants = [...ENGINES, 'keras', ...(jobs.every(({ onnx }) => onnx) ? ['onnx'] : [])];
  const found = new Map<string, Run[]>(contestants.map((who) => [who, []]));
  for (let run = 0; run < runs; run++) {
    console.error(`${name}, ${run + 1} of ${runs}`);
    for (const [who, sample] of found) sample.push(await runOnce(who, path));
  }
  return found;
}

async function runOnce(contestant: string, jobs: string): Promise<Run> {
  const { report, ...cost } = await start(contestant, jobs);
  return { ...cost, ...report };
}

function start(contestant: string, jobs: string): Promise<Cost & { report: Report }> {
  if (contestant === 'keras') return measurePython('peer.py', jobs);
  if (contestant === 'onnx') return measurePython('peer_onnx.py', jobs);
  return measureProgram('grader', contestant, jobs);
}

const MIB = 1024 * 1024;

function totals(runs: Runs, alone: ReadonlyMap<string, Runs>): Figures {
  const fiveWallMs = FIVE.reduce((sum, name) => sum + middle(alone.get(name), 'keras', 'wallMs'), 0);
  const figures = [...runs.keys()].flatMap((who) => [
    [`models.total.${who}.wallMs`, middle(runs, who, 'wallMs')],
    [`models.total.${who}.cpuMs`, middle(runs, who, 'cpuMs')],
    [`models.total.${who}.peakMiB`, middle(runs, who, 'peakBytes') / MIB],
    [`models.total.${who}.wallRatioToKeras`, ratio(runs, who, 'wallMs')],
    [`models.total.${who}.cpuRatioToKeras`, ratio(runs, who, 'cpuMs')],
    [`models.total.${who}.rssRatioToKeras`, ratio(runs, who, 'peakBytes')],
    [`models.total.${who}.wallRatioToFiveKeras`, middle(runs, who, 'wallMs') / fiveWallMs],
  ]);
  return Object.fromEntries(figures);
}

function singles(alone: ReadonlyMap<string, Runs>, probes: readonly Probe[]): Figures {
  const figures = [...alone].flatMap(([model, runs]) =>
    [...runs.keys()].flatMap((who) => [
      [`models.${model}.${who}.wallMs`, middle(runs, who, 'wallMs')],
      [`models.${model}.${who}.cpuMs`, middle(runs, who, 'cpuMs')],
      [`models.${model}.${who}.gradeMs`, middle(runs, who, 'gradeMs')],
      [`models.${model}.${who}.gradeRatioToKeras`, ratio(runs, who, 'gradeMs')],
    ]),
  );
  const deviations = probes.map(({ name, deviation }) => [`models.${name}.deviation`, deviation]);
  return Object.fromEntries([...figures, ...deviations]);
}

function middle(runs: Runs | undefined, who: string, what: keyof Run): number {
  return median((runs?.get(who) ?? []).map((run) => run[what]));
}

function ratio(runs: Runs, who: string, what: keyof Run): number {
  const sample = (name: string) => (runs.get(name) ?? []).map((run) => run[what]);
  return medianRatio(sample(who), sample('keras'));
}
