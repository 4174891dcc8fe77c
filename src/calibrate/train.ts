import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FivefoldError } from '../domain/errors.ts';
import type { InputContract, Task } from '../domain/exam.ts';
import type { HiddenSet } from '../domain/hidden.ts';
import { formatShape } from '../domain/tensor.ts';
import { writeNpz } from '../formats/npz.ts';
import { RUNGS } from './rungs.ts';

/** Beside the sources in a checkout, beside the bundle once built. */
const SCRIPT = fileURLToPath(new URL('./ladder/train.py', import.meta.url));

export interface Training {
  /** Contract and metric; ids, thresholds and hidden set are none of the trainer's business. */
  readonly task: Pick<Task, 'input' | 'output' | 'metric'>;
  /** Rows in the model contract, or texts with the words that stand for tokens. */
  readonly rows: HiddenSet;
  readonly vocabulary?: readonly string[];
  /** Seeds of the trainings: each rung is trained once for each, but for the naive one, which does not learn. */
  readonly seeds: readonly number[];
  /** A Python that has Keras, TensorFlow and NumPy. */
  readonly python: string;
  /** An empty folder for the data and the trained files. */
  readonly folder: string;
}

const reportSchema = z.object({ rung: z.enum(RUNGS), seed: z.int(), file: z.string() });

export type TrainedFile = z.infer<typeof reportSchema>;

/** Is there a ladder for such rows: numbers, tokens, a window of a series, or a picture, each of a fixed shape? */
export function hasLadder({ shape, dtype }: InputContract): boolean {
  if (dtype === 'string' || shape.includes(null)) return false;
  return shape.length === 1 || (dtype === 'float32' && shape.length <= 3);
}

/**
 * Train the ladder of a task in Python, and tell of every file as it is written.
 *
 * @throws {FivefoldError} calibrate/kind-unsupported no ladder for such rows; calibrate/training-failed Python is missing, lacks a package, or cannot train on these rows
 */
export async function* trainLadder(training: Training): AsyncGenerator<TrainedFile> {
  const { task, rows, vocabulary, seeds, python, folder } = training;
  const { input, output, metric } = task;
  if (!hasLadder(input)) throw unsupported(input);
  const [contract, data] = [join(folder, 'task.json'), join(folder, 'train.npz')];
  await writeFile(contract, JSON.stringify({ input, output, metric, vocabulary }));
  await writeFile(data, writeNpz({ inputs: rows.inputs, labels: rows.labels }));
  const child = spawn(python, [SCRIPT, contract, data, folder, seeds.join()], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Compiled scripts beside the bundle would make it look changed.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const ended = once(child, 'close').catch((cause: unknown) => {
    throw failed(`${python} does not start`, cause);
  });
  const complaints = text(child.stderr);
  ended.catch(() => {});
  for await (const line of createInterface(child.stdout)) yield reportSchema.parse(JSON.parse(line));
  const [code] = await ended;
  if (code !== 0) throw failed(lastLine(await complaints) ?? `${python} ended with exit code ${code}`);
}

/** Where a Python traceback says what went wrong. */
function lastLine(complaints: string): string | undefined {
  return complaints.trimEnd().split('\n').at(-1) || undefined;
}

function failed(what: string, cause?: unknown): FivefoldError {
  const missing = existsSync(SCRIPT) ? '' : ` ${SCRIPT} is missing.`;
  return new FivefoldError(
    {
      code: 'calibrate/training-failed',
      message: `The reference models could not be trained: ${what}.${missing}`,
      hint: 'Name a Python with Keras 3, TensorFlow and NumPy by --python.',
    },
    { cause },
  );
}

function unsupported({ shape, dtype }: InputContract): FivefoldError {
  return new FivefoldError({
    code: 'calibrate/kind-unsupported',
    message: `There are no reference models for rows of the shape ${formatShape(shape)} and the type ${dtype}.`,
    hint: 'Set the thresholds of this task by hand, or give texts by `text` and its vocabulary.',
  });
}
