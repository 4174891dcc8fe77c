import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import { expect, test } from 'vitest';
import { BASES } from './mutations/bases.ts';
import { type Batch, type Report, runBatch } from './mutations/parent.ts';

/** CI takes ten times as many: FIVEFOLD_MUTATIONS. */
const COUNT = Number(process.env.FIVEFOLD_MUTATIONS ?? 2_200);
const SEED = Number(process.env.FIVEFOLD_MUTATION_SEED ?? 1);

/** Short enough that both cores have something to do to the end. */
const BATCH = 1_000;

function batchesOf(base: string, count: number): Batch[] {
  return Array.from({ length: Math.ceil(count / BATCH) }, (_, i) => ({
    base,
    seed: SEED,
    from: i * BATCH,
    to: Math.min(count, (i + 1) * BATCH),
  }));
}

function summary(reports: readonly Report[]): string {
  const total = new Map<string, number>();
  for (const [outcome, count] of reports.flatMap(({ outcomes }) => [...outcomes])) {
    total.set(outcome, (total.get(outcome) ?? 0) + count);
  }
  const sorted = [...total].toSorted(([, a], [, b]) => b - a);
  return sorted.map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}

/** What stands still hangs, what stays in memory leaks, and all else is a crash. */
function kindsOf(defects: readonly string[]): { crashes: number; hangs: number; leaks: number } {
  const hangs = defects.filter((defect) => defect.includes('stands still')).length;
  const leaks = defects.filter((defect) => defect.includes(' memory')).length;
  return { crashes: defects.length - hangs - leaks, hangs, leaks };
}

const perBase = Math.ceil(COUNT / BASES.size);

test(`[T-25] ${perBase * BASES.size} damaged models (seed ${SEED}) load or end in an error of the model's`, {
  timeout: 7_200_000,
}, async ({ task }) => {
  const started = performance.now();
  const batches = [...BASES.keys()].flatMap((base) => batchesOf(base, perBase));
  const reports = await pMap(batches, runBatch, { concurrency: availableParallelism() });
  console.log(summary(reports));
  const defects = reports.flatMap((report) => report.defects);
  const seconds = Math.round((performance.now() - started) / 1_000);
  Object.assign(task.meta, {
    threat: { inputs: perBase * BASES.size, seed: SEED, seconds, ...kindsOf(defects) },
  });
  expect(defects.join('\n')).toBe('');
});
