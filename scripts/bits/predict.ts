/**
 * One cell of the matrix of decision 018, run by the Node that it is about: `node scripts/bits/predict.ts '{…}'` prints a hash of
 * what every sample model predicts, as JSON.
 */
import { createHash } from 'node:crypto';
import { rowsAt, type Tensor } from '../../src/domain/tensor.ts';
import { drawTask, PRACTICE_SEED, PRACTICE_TASKS, type PracticeTask } from '../../src/generate/index.ts';
import { type Engine, WASM } from '../../src/sandbox/engine.ts';
import { DEFAULT_LIMITS, type Predict, predict } from '../../src/sandbox/host.ts';
import { openSandbox } from '../../src/sandbox/open.ts';
import { readFolder } from '../../src/submission/index.ts';
import { submissionFolder, type Variant } from '../rehearsal/candidate.ts';

/** All that must not change a bit. */
export interface Cell {
  readonly variants: readonly Variant[];
  readonly rows: number;
  /** Threads that compute; 0 is a process for each model, which has none. */
  readonly threads: number;
  /** May V8 join the vectors of our kernels? */
  readonly revectorise: boolean;
  /** Rows that a model is given at once. */
  readonly batch: number;
  /** The last model first. */
  readonly reversed: boolean;
}

/** Of every model, by variant and task. */
export type Hashes = Readonly<Record<string, string>>;

interface Named {
  readonly variant: Variant;
  readonly task: PracticeTask;
}

async function hashesOf(cell: Cell): Promise<Hashes> {
  const engine: Engine = cell.revectorise ? WASM : { ...WASM, revectorise: false };
  const named = cell.variants.flatMap((variant) => PRACTICE_TASKS.map((task) => ({ variant, task })));
  const hashAll = async (run: Predict): Promise<Hashes> => {
    const hash = async (one: Named) => [nameOf(one), await hashOf(one, cell, run)] as const;
    const hashes = new Map(await Promise.all((cell.reversed ? named.toReversed() : named).map(hash)));
    return Object.fromEntries(named.map((one) => [nameOf(one), hashes.get(nameOf(one)) ?? '']));
  };
  if (cell.threads === 0) return hashAll((job) => predict(job, DEFAULT_LIMITS, engine));
  const sandbox = openSandbox(DEFAULT_LIMITS, engine, { threads: cell.threads });
  return hashAll((job) => sandbox.predict(job)).finally(() => sandbox.close());
}

function nameOf({ variant, task }: Named): string {
  return `${variant} ${task.id}`;
}

async function hashOf({ variant, task }: Named, { rows, batch }: Cell, run: Predict): Promise<string> {
  const { id, output } = task;
  const submission = await readFolder(submissionFolder(variant), [{ ...task, hidden: NO_SET }]);
  const submitted = submission.get(id);
  if (submitted?.kind !== 'model') throw new Error(`${variant} has no model for ${id}`);
  const { inputs } = drawTask(id, PRACTICE_SEED, 'sample', rows);
  const { model } = submitted;
  const parts = await Promise.all(batches(inputs, batch).map((part) => run({ model, inputs: part, output })));
  const hash = createHash('sha256');
  for (const part of parts) {
    if (part.kind === 'failed') throw part.cause;
    if (part.kind !== 'predicted') throw new Error(`${variant} ${id}: ${JSON.stringify(part)}`);
    hash.update(part.predictions.data);
  }
  return hash.digest('hex');
}

const NO_SET = { path: '', sha256: '' };

function batches(inputs: Tensor, size: number): readonly Tensor[] {
  const rows = Array.from({ length: inputs.shape[0] ?? 0 }, (_, i) => i);
  const starts = rows.filter((row) => row % size === 0);
  return starts.map((start) => rowsAt(inputs, rows.slice(start, start + size)));
}

console.log(JSON.stringify(await hashesOf(JSON.parse(process.argv[2] ?? '') as Cell)));
