import { join } from 'node:path';
import { type Benchmark, type Figures, figuresOf, shown } from '../benchmark.ts';
import { bundlePrograms, measureProgram } from '../bundle.ts';
import type { Probe } from '../models/prober.ts';
import { APPLICATIONS, FIVE, type Job, jobsOf, references, writeJobs } from '../models/reference.ts';
import { measureProcess } from '../process.ts';
import { measurePython } from '../python.ts';
import { table } from '../table.ts';

const REVECTORISE = '--experimental-wasm-revectorize';
const ENGINES = ['wasm', 'wasm-revectorised'] as const;

interface Rate {
  readonly gigaflops: number;
}

/** The peak of one core, and how much of it a matrix product and whole models reach on one. */
export const kernels: Benchmark = { measure, show };

async function measure(runs: number): Promise<Figures> {
  await bundlePrograms({ prober: 'bench/models/prober.ts' });
  const jobs = jobsOf(await references(), [...FIVE, ...APPLICATIONS].slice(1));
  const path = await writeJobs('probed', jobs);
  const best: Record<string, number> = {};
  const keep = (name: string, value: number) => {
    best[name] = Math.max(value, best[name] ?? 0);
  };
  for (let run = 0; run < runs; run++) {
    keep('kernels.peak.gigaflops', await rateOf(measurePython<Rate>('peer_peak.py')));
    keep('kernels.matmul.wasm.gigaflops', await rateOf(matmul()));
    keep('kernels.matmul.wasm-revectorised.gigaflops', await rateOf(matmul(REVECTORISE)));
  }
  for (const engine of ENGINES) {
    const { report } = await measureProgram<readonly Probe[]>('prober', engine, path);
    for (const [i, job] of jobs.entries())
      keep(`kernels.${job.name}.${engine}.gigaflops`, rateOfModel(job, report[i]));
  }
  return best;
}

function matmul(...flags: readonly string[]) {
  return measureProcess<Rate>(process.execPath, [...flags, join(import.meta.dirname, 'matmul.ts')]);
}

async function rateOf(measured: Promise<{ report: Rate }>): Promise<number> {
  return (await measured).report.gigaflops;
}

/** Work as the layers define it: what Winograd saves, it saves on our side. */
function rateOfModel({ flopPerRow, rows }: Job, probe: Probe | undefined): number {
  return (flopPerRow * rows) / (probe?.predictMs ?? Number.NaN) / 1e6;
}

function show(figures: Figures): string {
  const peak = figures['kernels.peak.gigaflops'];
  const rows = ['matmul', ...FIVE.slice(1), ...APPLICATIONS].map((name) => {
    const of = figuresOf(figures, `kernels.${name}`);
    const rates = ENGINES.map((engine) => of[`${engine}.gigaflops`]);
    return [
      name === 'matmul' ? 'matrix product, 256×256' : name,
      ...rates.map((rate) => shown(rate, 1)),
      ...rates.map((rate) => share(rate, peak)),
    ];
  });
  const head = [
    'GFLOP/s on one core',
    'no flags',
    'revectorised',
    'of the peak',
    'of the peak, revectorised',
  ];
  return `${table(head, rows)}\n\nThe peak is what NumPy (OpenBLAS) reaches on one core: ${shown(peak, 1)} GFLOP/s.`;
}

function share(rate: number | undefined, peak: number | undefined): string {
  return rate === undefined || peak === undefined ? '–' : `${((100 * rate) / peak).toFixed(0)} %`;
}
