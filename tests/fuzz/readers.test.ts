import { availableParallelism } from 'node:os';
import pMap from 'p-map';
import { expect, test } from 'vitest';
import { type Batch, type Report, runBatch } from './parent.ts';
import { READERS } from './readers.ts';

/** CI and the nightly take more: FIVEFOLD_FUZZ. */
const COUNT = Number(process.env.FIVEFOLD_FUZZ ?? 14_000);
const SEED = Number(process.env.FIVEFOLD_MUTATION_SEED ?? 1);

/** Long enough that starting a process does not matter. */
const BATCH = 50_000;

const perReader = Math.ceil(COUNT / READERS.size);

function batchesOf(reader: string): Batch[] {
  return Array.from({ length: Math.ceil(perReader / BATCH) }, (_, i) => ({
    reader,
    seed: SEED,
    from: i * BATCH,
    to: Math.min(perReader, (i + 1) * BATCH),
  }));
}

test(`[T-25] ${perReader * READERS.size} damaged inputs of ${READERS.size} readers (seed ${SEED}) are read or refused`, {
  timeout: 14_400_000,
}, async ({ task }) => {
  const started = performance.now();
  const batches = [...READERS.keys()].flatMap(batchesOf);
  const reports = await pMap(batches, runBatch, { concurrency: availableParallelism() });
  const all = (kind: 'crashes' | 'hangs' | 'leaks') => reports.flatMap((report: Report) => report[kind]);
  const executions = reports.reduce((sum, report) => sum + report.executions, 0);
  const seconds = (performance.now() - started) / 1_000;
  const counts = { crashes: all('crashes').length, hangs: all('hangs').length, leaks: all('leaks').length };
  Object.assign(task.meta, {
    threat: { inputs: executions, seed: SEED, seconds: Math.round(seconds), ...counts },
  });
  console.log(`${executions} inputs, seed ${SEED}: ${Math.round(executions / seconds)} a second`);
  expect([...all('crashes'), ...all('hangs'), ...all('leaks')].join('\n')).toBe('');
  expect(executions).toBe(perReader * READERS.size);
});
