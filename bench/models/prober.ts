/**
 * Runs each model of a list on one core and tells how far it is from Keras, and how long it took. Arguments as those of
 * `grader.ts`.
 */
import { readFile } from 'node:fs/promises';
import { toTensor } from '../../src/formats/npy.ts';
import { readNpz } from '../../src/formats/npz.ts';
import { openSandbox } from '../../src/sandbox/open.ts';
import { engineOf } from './engine.ts';
import { examOf, hiddenOf, submissionOf } from './exam.ts';
import type { Job } from './reference.ts';

/** What one model did, on one thread beside the one that read it. */
export interface Probe {
  readonly name: string;
  /** Largest distance from a prediction of Keras's, relative to the largest of them (at least 1). */
  readonly deviation: number;
  readonly loadMs: number;
  readonly predictMs: number;
}

const [engine = '', path = ''] = process.argv.slice(2);
const jobs = JSON.parse(await readFile(path, 'utf8')) as readonly Job[];

async function probe(job: Job): Promise<Probe> {
  const [task] = examOf([job]).tasks;
  const [submitted] = (await submissionOf([job])).values();
  if (task === undefined || submitted?.kind !== 'model') throw new Error(`${job.name} is no model`);
  const sandbox = openSandbox(undefined, await engineOf(engine), { threads: 1 });
  const { inputs } = await hiddenOf(job);
  const outcome = await sandbox
    .predict({ model: submitted.model, inputs: async () => inputs, output: task.output })
    .finally(sandbox.close);
  if (outcome.kind === 'failed') throw outcome.cause;
  if (outcome.kind !== 'predicted') throw new Error(`${job.name}: ${JSON.stringify(outcome)}`);
  return {
    name: job.name,
    deviation: distance(outcome.predictions.data, await predictionsOf(job)),
    ...outcome.timing,
  };
}

async function predictionsOf({ data }: Job): Promise<ArrayLike<number>> {
  const array = readNpz(await readFile(data)).get('predictions');
  if (array === undefined) throw new Error(`${data} has no predictions`);
  return toTensor(array, 'float32').data;
}

function distance(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let largest = 1;
  let furthest = 0;
  for (let i = 0; i < theirs.length; i++) {
    const expected = theirs[i] ?? 0;
    largest = Math.max(largest, Math.abs(expected));
    furthest = Math.max(furthest, Math.abs(expected - (ours[i] ?? 0)));
  }
  return furthest / largest;
}

const probes: Probe[] = [];
for (const job of jobs) probes.push(await probe(job));
console.log(JSON.stringify(probes));
