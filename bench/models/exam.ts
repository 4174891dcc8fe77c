import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Exam, Task } from '../../src/domain/exam.ts';
import type { HiddenSet } from '../../src/domain/hidden.ts';
import type { Submission, SubmittedTask } from '../../src/domain/submission.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { toTensor } from '../../src/formats/npy.ts';
import { readNpz } from '../../src/formats/npz.ts';
import type { Job } from './reference.ts';

/** An exam whose tasks are these jobs, with all told. */
export function examOf(jobs: readonly Job[]): Exam {
  const about = { version: 1, id: 'bench', title: 'Benchmark', passPercent: 90, feedback: 'full' } as const;
  return { ...about, tasks: jobs.map((job, i) => taskOf(`task-${i}`, job)) };
}

function taskOf(id: string, { name, row, dtype, output, metric }: Job): Task {
  const rising = metric === 'accuracy';
  return {
    id,
    title: name,
    weight: 1,
    input: { shape: row, dtype },
    output: { shape: output, kind: rising ? 'classes' : 'values' },
    metric: { name: metric },
    thresholds: rising ? { 2: 0.2, 3: 0.4, 4: 0.6, 5: 0.8 } : { 2: 0.8, 3: 0.6, 4: 0.4, 5: 0.2 },
    hidden: { sha256: '0'.repeat(64), path: `${id}.npz` },
  };
}

/** What a candidate would have submitted for it. */
export async function submissionOf(jobs: readonly Job[]): Promise<Submission> {
  const read = async (job: Job, i: number): Promise<[string, SubmittedTask]> => {
    const path = basename(job.model);
    const format = path.endsWith('.h5') ? 'h5' : 'keras';
    const files = new Map([[path, new Uint8Array(await readFile(job.model))]]);
    return [`task-${i}`, { kind: 'model', model: { format, path, files } }];
  };
  return new Map(await Promise.all(jobs.map(read)));
}

/** Its hidden rows, which no key keeps here: the peers have none either. */
export async function hiddenOf({ data, dtype, metric }: Job): Promise<HiddenSet> {
  const arrays = readNpz(await readFile(data));
  const tensor = (name: string, type: Tensor['dtype']): Tensor => {
    const array = arrays.get(name);
    if (array === undefined) throw new Error(`${data} has no ${name}`);
    return toTensor(array, type);
  };
  return {
    inputs: tensor('inputs', dtype),
    labels: tensor('labels', metric === 'accuracy' ? 'int32' : 'float32'),
  };
}
