import { FivefoldError } from '../domain/errors.ts';
import { formatShape, type InputTensor, type RowShape, sizeOf, type Tensor } from '../domain/tensor.ts';
import { rowsPerBatch } from './batches.ts';
import { startEngine } from './engine.ts';
import { runGraph } from './executor.ts';
import { type Graph, type GraphInput, type Layer, Value } from './graph.ts';
import type { Planner } from './plan/planner.ts';
import { tf } from './tf.ts';

type Root = Layer & { readonly graph: Graph };

/**
 * Predicts row by row in batches that fit the heap. Rows do not influence each other, so the size of a batch changes
 * no bit of the result.
 *
 * @throws {FivefoldError} model/input-mismatch, model/too-large, prediction/shape
 */
export async function predictInBatches(
  { graph }: Root,
  inputs: InputTensor,
  planner: Planner | undefined,
): Promise<Tensor> {
  const [input] = graph.inputs;
  if (input === undefined || graph.inputs.length > 1) throw severalInputs(graph);
  if (graph.outputs.length > 1) throw severalOutputs(graph);
  const given = inputs.shape.slice(1);
  assertKind(inputs, input);
  const row = conformed(given, input.shape);
  if (row === undefined) throw shapeMismatch(given, input);
  const planned = inputs.dtype === 'string' ? undefined : await planner?.predict(row, inputs);
  return planned ?? predictPlainly(graph, inputs, row);
}

/** The rows of a task as the model takes them; nothing where it does not. */
export function rowFor(
  graph: Graph,
  { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: InputTensor['dtype'] },
): number[] | undefined {
  const [input, ...others] = graph.inputs;
  const takesText = input?.dtype === 'string';
  if (input === undefined || others.length > 0 || takesText || dtype === 'string') return undefined;
  return graph.outputs.length === 1 ? conformed(shape, input.shape) : undefined;
}

/** Layer by layer, on TensorFlow.js. */
async function predictPlainly(graph: Graph, inputs: InputTensor, row: readonly number[]): Promise<Tensor> {
  await startEngine();
  const [rows = 0, ...given] = inputs.shape;
  const dtype = graph.inputs[0]?.dtype ?? '';
  const size = sizeOf(given);
  const batchRows = rowsPerBatch(size * longest(inputs));
  const batches: Batch[] = [];
  for (let from = 0; from < rows; from += batchRows) {
    const to = Math.min(from + batchRows, rows);
    const x = tensorOf(inputs, [from * size, to * size], [to - from, ...row], dtype);
    batches.push(await runBatch(graph, x));
  }
  return joined(batches, rows);
}

/** Text becomes at most one token per character. */
function longest(inputs: InputTensor): number {
  if (inputs.dtype !== 'string') return 1;
  return inputs.data.reduce((length, text) => Math.max(length, text.length), 1);
}

interface Batch {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

async function runBatch(graph: Graph, x: tf.Tensor): Promise<Batch> {
  const { tensor } = runInScope(graph, x);
  try {
    if (tensor.dtype === 'string') throw answersWithText();
    return { data: Float32Array.from(await tensor.data()), shape: tensor.shape };
  } finally {
    tensor.dispose();
  }
}

/** The one output. Everything else that the run made is gone afterwards, also when it fails halfway. */
function runInScope(graph: Graph, x: tf.Tensor): Value {
  const outputs: Value[] = [];
  tf.engine().startScope();
  try {
    outputs.push(...runGraph(graph, [new Value(x)]));
  } finally {
    tf.engine().endScope(outputs.map(({ tensor }) => tensor));
    x.dispose();
  }
  const [output] = outputs;
  if (output === undefined) throw severalOutputs(graph);
  return output;
}

/** Keras casts inputs to what the model declares; Embedding casts to integers by itself. */
function tensorOf(
  inputs: InputTensor,
  [start, end]: readonly [number, number],
  shape: number[],
  declared: string,
): tf.Tensor {
  if (inputs.dtype === 'string') return tf.tensor(inputs.data.slice(start, end), shape, 'string');
  const data = inputs.data.subarray(start, end);
  const dtype = /^u?int/.test(declared) ? 'int32' : 'float32';
  const copy = dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data);
  return tf.tensor(copy, shape, dtype);
}

/**
 * The shape as the model wants it: Keras adds or drops a last dimension of 1. Nothing where the model takes others.
 * Source: keras/src/models/functional.py `_adjust_input_rank`
 */
export function conformed(given: readonly number[], shape: RowShape | undefined): number[] | undefined {
  if (shape === undefined) return [...given];
  const candidates = [given, [...given, 1], given.at(-1) === 1 ? given.slice(0, -1) : given];
  return candidates.find((candidate) => accepts(shape, candidate))?.slice();
}

function shapeMismatch(given: readonly number[], { shape = [], name }: GraphInput): FivefoldError {
  return new FivefoldError({
    code: 'model/input-mismatch',
    message: `The model takes rows of shape ${formatShape(shape)}; the task gives rows of shape ${formatShape(given)}.`,
    hint: 'Build the model with the input shape that the task asks for, and train it again.',
    where: name,
  });
}

function assertKind(inputs: InputTensor, { dtype, name }: GraphInput): void {
  const [isText, wantsText] = [inputs.dtype === 'string', dtype === 'string'];
  if (isText === wantsText) return;
  const [taken, given] = wantsText ? ['text', 'numbers'] : ['numbers', 'text'];
  throw new FivefoldError({
    code: 'model/input-mismatch',
    message: `The model takes ${taken}; the task gives ${given}.`,
    hint: wantsText
      ? 'Build the model on the numbers that the task gives, without TextVectorization or StringLookup in front.'
      : 'Begin the model with keras.Input(shape=(1,), dtype="string") and a TextVectorization layer.',
    where: name,
  });
}

function accepts(shape: RowShape, candidate: readonly number[]): boolean {
  return (
    candidate.length === shape.length && shape.every((size, i) => size === null || size === candidate[i])
  );
}

function joined(batches: readonly Batch[], rows: number): Tensor {
  const [first] = batches;
  const row = first?.shape.slice(1) ?? [];
  const shape = [rows, ...row];
  const data = new Float32Array(sizeOf(shape));
  let offset = 0;
  for (const batch of batches) {
    if (offset + batch.data.length > data.length) throw unevenRows();
    data.set(batch.data, offset);
    offset += batch.data.length;
  }
  if (offset !== data.length) throw unevenRows();
  return { dtype: 'float32', shape, data };
}

function answersWithText(): FivefoldError {
  return new FivefoldError({
    code: 'prediction/shape',
    message: 'The model answers with text; a task asks for numbers.',
    hint: 'End the model with the layer whose numbers are the prediction, not with a lookup turned around.',
  });
}

function unevenRows(): FivefoldError {
  return new FivefoldError({
    code: 'prediction/shape',
    message: 'The model does not answer with one prediction for each row.',
    hint: 'Keep the batch dimension: the first dimension of the output must be that of the input.',
  });
}

function severalInputs({ inputs }: Graph): FivefoldError {
  return new FivefoldError({
    code: 'model/input-mismatch',
    message: `The model takes ${inputs.length} inputs; a task gives one.`,
    hint: 'Submit a model with a single input.',
  });
}

function severalOutputs({ outputs }: Graph): FivefoldError {
  return new FivefoldError({
    code: 'prediction/shape',
    message: `The model answers with ${outputs.length} tensors; a task asks for one.`,
    hint: 'Submit a model with a single output.',
  });
}
