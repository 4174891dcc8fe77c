import type { Benchmark } from './benchmark.ts';
import { cohort } from './cohort/main.ts';
import { kernels } from './kernels/main.ts';
import { loading } from './loading/main.ts';
import { models } from './models/main.ts';
import { pipeline } from './pipeline/main.ts';
import { report } from './report/main.ts';
import { scaling } from './scaling/main.ts';

/** In the order in which they run and are shown. */
export const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  models,
  kernels,
  loading,
  pipeline,
  scaling,
  report,
  cohort,
};
