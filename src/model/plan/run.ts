import { sizeOf } from '../../domain/tensor.ts';
import type { Address, KernelExports, Kernels } from '../../kernels/index.ts';
import { outsideTable } from '../layers/lookup-failure.ts';
import type { Argument, KernelCall, Program, Stage } from './program.ts';

/**
 * Runs a program on rows, in batches of its own choice. Rows do not influence each other.
 *
 * Imports neither TensorFlow.js nor a reader of files: this is all that a thread needs.
 *
 * @param arena - where `program.arenaBytes` are free; what they hold does not matter
 * @param inputs - `rows` rows of `program.input.size` numbers
 * @returns `rows` rows of the output
 * @throws {FivefoldError} model/input-mismatch for a lookup beyond its table
 */
export function runProgram(
  kernels: Kernels,
  program: Program,
  arena: Address,
  inputs: Float32Array | Int32Array,
  rows: number,
): Float32Array {
  const batches = { ...program, parts: program.stages };
  return runBatches(kernels, batches, arena, inputs, rows, (stage, count) =>
    runStage(kernels, stage, arena, count),
  );
}

/** What runs in batches: a program, or a plan with parts of other kinds. */
interface Batches<Part> extends Pick<Program, 'input' | 'output' | 'batchRows'> {
  readonly parts: readonly Part[];
}

export function runBatches<Part>(
  kernels: Kernels,
  { input, output, batchRows, parts }: Batches<Part>,
  arena: Address,
  inputs: Float32Array | Int32Array,
  rows: number,
  run: (part: Part, rows: number) => void,
): Float32Array {
  const size = sizeOf(output.shape);
  const outputs = new Float32Array(rows * size);
  for (let from = 0; from < rows; from += batchRows) {
    const count = Math.min(batchRows, rows - from);
    writeInput(kernels, input, arena, inputs.subarray(from * input.size, (from + count) * input.size));
    for (const part of parts) run(part, count);
    const { buffer } = kernels.memory;
    outputs.set(new Float32Array(buffer, arena + output.at, count * size), from * size);
  }
  return outputs;
}

function writeInput(
  { memory }: Kernels,
  { at, isWhole }: Program['input'],
  arena: Address,
  rows: Float32Array | Int32Array,
): void {
  const view = new Float32Array(memory.buffer, arena + at, rows.length);
  view.set(rows);
  if (!isWhole || rows instanceof Int32Array) return;
  for (let i = 0; i < view.length; i++) view[i] = Math.trunc(view[i] as number);
}

/** @param rows - of the batch, of which the stage takes a few at a time */
export function runStage(kernels: Kernels, { rows: some, calls }: Stage, arena: Address, rows: number): void {
  for (let from = 0; from < rows; from += some) {
    const count = Math.min(some, rows - from);
    for (const call of calls) runCall(kernels, call, arena, from, count);
  }
}

type Run = (...given: readonly number[]) => number | undefined;

function runCall(kernels: Kernels, call: KernelCall, arena: Address, from: number, count: number): void {
  const given = call.arguments.map((argument) => resolve(argument, arena, from, count));
  const run = kernels[call.kernel] as unknown as Run;
  const answer = run(...given);
  if (call.lookup !== undefined && answer !== 0) throw outsideIn(kernels, call.lookup, given);
}

function resolve(argument: Argument, arena: Address, from: number, count: number): number {
  if (typeof argument === 'number') return argument;
  return 'times' in argument ? argument.times * count : arena + argument.at + argument.perRow * from;
}

/** The first index that lies beyond the table, in the order of the rows. */
function outsideIn(
  { memory }: Kernels,
  layer: NonNullable<KernelCall['lookup']>,
  given: readonly number[],
): Error {
  const [indices = 0, count = 0, , vocabulary = 0] = given as Parameters<KernelExports['embed']>;
  const view = new Float32Array(memory.buffer, indices, count);
  const bad = view.find((index) => Math.trunc(index) < 0 || Math.trunc(index) >= vocabulary) ?? -1;
  return outsideTable(layer, Math.trunc(bad), vocabulary);
}
