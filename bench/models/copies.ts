import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { rowsAt } from '../../src/domain/tensor.ts';
import { writeNpy } from '../../src/formats/npy.ts';
import { hiddenOf } from './exam.ts';
import { CACHE, type Job } from './reference.ts';

/** The same job with so many rows: its own, over and over. */
export async function withRows(job: Job, rows: number): Promise<Job> {
  const { inputs, labels } = await hiddenOf(job);
  if (inputs.dtype === 'string') throw new Error(`${job.name} has texts for rows`);
  const indices = Array.from({ length: rows }, (_, i) => i % job.rows);
  const arrays = { 'inputs.npy': rowsAt(inputs, indices), 'labels.npy': rowsAt(labels, indices) };
  const members = Object.entries(arrays).map(([name, array]) => [name, writeNpy(array)]);
  const data = join(CACHE, `${job.name}-${rows}.npz`);
  await mkdir(CACHE, { recursive: true });
  await writeFile(data, zipSync(Object.fromEntries(members), { level: 0 }));
  return { ...job, rows, data };
}
