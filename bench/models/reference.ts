import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pythonVersions, runPython } from '../python.ts';

/** Not committed: half a gigabyte, made in a minute or two. */
export const CACHE = resolve(import.meta.dirname, '../../.cache/bench');
const FOLDER = join(CACHE, 'reference');

/** A model that `reference.py` has made, as it says. */
export interface Reference {
  readonly name: string;
  readonly file: string;
  readonly rows: number;
  readonly metric: 'accuracy' | 'mae';
  /** Shape of one row of inputs, and of predictions. */
  readonly row: readonly number[];
  readonly output: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly parameters: number;
  /** Multiplications and additions, in the layers that carry the work. */
  readonly flopPerRow: number;
  readonly onnx: boolean;
}

/** One model to be graded, by us or by a peer. Paths are absolute. */
export interface Job extends Reference {
  readonly model: string;
  /** `.npz` with `inputs`, `labels`, and Keras's `predictions`. */
  readonly data: string;
}

/** The five models of an exam. */
export const FIVE = ['line', 'digits', 'photos', 'sentences', 'windows'];
/** Two of keras.applications with a head; the second is an `.h5` of 90 MB. */
export const APPLICATIONS = ['mobilenet', 'inception'];

/** The reference models, made anew where their script has changed. */
export async function references(): Promise<ReadonlyMap<string, Job>> {
  const script = await readFile(join(import.meta.dirname, 'reference.py'));
  const stamp = createHash('sha256').update(script).digest('hex');
  const stampFile = join(FOLDER, 'reference.py.sha256');
  await pythonVersions(); // or a word on what is missing
  if ((await readFile(stampFile, 'utf8').catch(() => '')) !== stamp) {
    console.log('Keras makes the reference models, once …');
    await runPython('reference.py', FOLDER);
    await writeFile(stampFile, stamp);
  }
  const made = JSON.parse(await readFile(join(FOLDER, 'facts.json'), 'utf8')) as readonly Reference[];
  return new Map(made.map((each) => [each.name, jobOf(each)]));
}

function jobOf(reference: Reference): Job {
  const { file, name } = reference;
  return { ...reference, model: join(FOLDER, file), data: join(FOLDER, `${name}.npz`) };
}

/** What a process is told to do, as a file. */
export async function writeJobs(name: string, jobs: readonly Job[]): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const path = join(CACHE, `${name}.json`);
  await writeFile(path, JSON.stringify(jobs));
  return path;
}

/** The jobs of these names, in their order. */
export function jobsOf(all: ReadonlyMap<string, Job>, names: readonly string[]): readonly Job[] {
  return names.map((name) => {
    const job = all.get(name);
    if (job === undefined) throw new Error(`reference.py has made no ${name}`);
    return job;
  });
}
