/**
 * `npm run bench -- [--only NAME] [--json FILE] [--runs N]`: every claim about speed and memory comes from here, as a
 * ratio to a peer measured in the same run.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchLoading } from './loading/main.ts';
import { benchModels } from './models/main.ts';
import { benchPipeline } from './pipeline/main.ts';

/** A benchmark prints its own table and returns its figures by dotted name. */
export type Benchmark = (runs: number) => Promise<Record<string, number>>;

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  loading: benchLoading,
  models: benchModels,
  pipeline: benchPipeline,
};

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' }, runs: { type: 'string', default: '5' } },
});

const chosen = Object.entries(BENCHMARKS).filter(
  ([name]) => values.only === undefined || values.only === name,
);
if (chosen.length === 0) throw new Error(`--only takes one of: ${Object.keys(BENCHMARKS).join(', ')}`);

const figures: Record<string, number> = {};
for (const [name, run] of chosen) {
  console.log(`\n# ${name}\n`);
  Object.assign(figures, await run(Number(values.runs)));
}

const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
console.log(`\n${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
if (values.json) await writeFile(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
