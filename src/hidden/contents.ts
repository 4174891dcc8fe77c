import { z } from 'zod';
import type { Task } from '../domain/exam.ts';
import type { HiddenSet } from '../domain/hidden.ts';
import type { InputTensor, Tensor } from '../domain/tensor.ts';
import { FormatError, LimitError } from '../formats/format-error.ts';
import type { NpyArray } from '../formats/npy.ts';
import { readNpz, writeNpz } from '../formats/npz.ts';
import { compact } from './compact.ts';
import { checkInputs, checkLabels } from './contract.ts';
import { assertFinite } from './finite.ts';
import { hiddenError } from './problem.ts';

const SCHEMA = 'fivefold/hidden/1';
const manifestSchema = z.object({
  schema: z.literal(SCHEMA),
  exam: z.string(),
  task: z.string(),
  rows: z.int().min(1),
});

/** Whose set this is. */
export interface Owner {
  readonly exam: { readonly id: string };
  readonly task: Task;
}

/** Inputs and labels before packing: tensors, or arrays as NumPy wrote them. */
export interface Packable {
  readonly inputs: NpyArray | InputTensor;
  readonly labels: NpyArray | Tensor;
}

/**
 * A hidden set as an `.npz` with a manifest. Equal sets give equal bytes.
 *
 * @throws {FivefoldError} `hidden/malformed` NaN or an infinity, naming the row
 */
export function writeContents({ inputs, labels }: Packable, examId: string, taskId: string): Uint8Array {
  asHiddenErrors(() => {
    assertFinite('inputs', inputs);
    assertFinite('labels', labels);
  });
  const manifest = { schema: SCHEMA, exam: examId, task: taskId, rows: inputs.shape[0] };
  const text = new TextEncoder().encode(JSON.stringify(manifest));
  return writeNpz({
    inputs: compact(inputs),
    labels: compact(labels),
    manifest: { dtype: '|u1', shape: [text.length], data: text },
  });
}

/**
 * Read an `.npz` hidden set and hold it against the exam: the right exam and task, the shapes and types of the
 * contract, labels in range. What comes out needs no further check.
 *
 * @throws {FivefoldError} `hidden/malformed`, `/too-large`, `/wrong-exam`, `/wrong-task`, `/wrong-shape`
 */
export function readContents(npz: Uint8Array, owner: Owner): HiddenSet {
  return asHiddenErrors(() => {
    const arrays = readNpz(npz);
    const rows = readManifest(member(arrays, 'manifest'), owner);
    return {
      inputs: checkInputs(member(arrays, 'inputs'), rows, owner.task.input),
      labels: checkLabels(member(arrays, 'labels'), rows, owner.task.output),
    };
  });
}

/**
 * Read a public sample: inputs and labels as a hidden set has them, held against the same contract. It is bound to no exam,
 * has no manifest, and needs no key.
 *
 * @throws {FivefoldError} `hidden/malformed`, `/too-large`, `/wrong-shape`: it would not do as a hidden set either
 */
export function readSample(npz: Uint8Array, task: Pick<Task, 'input' | 'output'>): HiddenSet {
  return asHiddenErrors(() => {
    const arrays = readNpz(npz);
    const inputs = member(arrays, 'inputs');
    const rows = inputs.shape[0] ?? 0;
    if (rows === 0) throw new FormatError('there are no rows');
    return {
      inputs: checkInputs(inputs, rows, task.input),
      labels: checkLabels(member(arrays, 'labels'), rows, task.output),
    };
  });
}

function asHiddenErrors<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    const code = cause instanceof LimitError ? 'hidden/too-large' : 'hidden/malformed';
    throw hiddenError(code, `The hidden set does not hold what it should: ${cause.message}.`, { cause });
  }
}

function member(arrays: ReadonlyMap<string, NpyArray>, name: string): NpyArray {
  const array = arrays.get(name);
  if (!array) throw new FormatError(`${name}.npy is missing`);
  return array;
}

/** The number of rows, once the manifest has named the right exam and task. */
function readManifest(array: NpyArray, { exam, task }: Owner): number {
  const parsed = manifestSchema.safeParse(parseJson(manifestText(array)));
  if (!parsed.success) throw new FormatError(`the manifest is not one of ${SCHEMA}`, { cause: parsed.error });
  const manifest = parsed.data;
  if (manifest.exam !== exam.id) {
    const message = `The hidden set is for the exam '${manifest.exam}', not for '${exam.id}'.`;
    throw hiddenError('hidden/wrong-exam', message);
  }
  if (manifest.task !== task.id) {
    const message = `The hidden set is for the task '${manifest.task}', not for '${task.id}'.`;
    throw hiddenError('hidden/wrong-task', message);
  }
  return manifest.rows;
}

/** UTF-8 in a `uint8` array, as we write it, or a string scalar, as is natural in NumPy. */
function manifestText({ data }: NpyArray): string {
  if (data instanceof Uint8Array) return new TextDecoder().decode(data);
  if (!ArrayBuffer.isView(data) && data.length === 1) return data[0] ?? '';
  throw new FormatError('the manifest is neither uint8 nor one string');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError('the manifest is not JSON', { cause });
  }
}
