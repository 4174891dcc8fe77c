import type { ModelFiles } from '../../../src/domain/submission.ts';
import type { Tensor } from '../../../src/domain/tensor.ts';
import { compileKernels, instantiate, type Kernels, Workspace } from '../../../src/kernels/index.ts';
import { loadModel, type ModelOptions } from '../../../src/model/index.ts';
import type { Program } from '../../../src/model/plan/program.ts';
import { runProgram } from '../../../src/model/plan/run.ts';

/** What a model answers, run in one of the ways in which models run. */
export async function predicted(model: ModelFiles, inputs: Tensor, options?: ModelOptions): Promise<Tensor> {
  const loaded = await loadModel(model, options);
  const prediction = await loaded.predict(inputs);
  loaded.dispose();
  return prediction;
}

/** A program and where it runs. */
export interface Loaded {
  readonly program: Program;
  readonly run: (inputs: Tensor, batchRows?: number) => Float32Array;
}

/** As a thread gets it: sent, with an arena that holds nothing that a kernel may count on. */
export async function programOf(model: ModelFiles, { shape, dtype }: Tensor): Promise<Loaded | undefined> {
  const loaded = await loadModel(model);
  const workspace = new Workspace();
  const made = await loaded.program({ shape: shape.slice(1), dtype }, workspace);
  loaded.dispose();
  if (made === undefined) return undefined;
  const program = structuredClone(made);
  const arena = workspace.allocate(program.arenaBytes);
  const kernels: Kernels = instantiate(await compileKernels(), workspace.memory);
  const run: Loaded['run'] = (inputs, batchRows = program.batchRows) => {
    workspace.f32(arena, program.arenaBytes / Float32Array.BYTES_PER_ELEMENT).fill(Number.NaN);
    return runProgram(kernels, { ...program, batchRows }, arena, inputs.data, inputs.shape[0] ?? 0);
  };
  return { program, run };
}

/** The kernels that a plan calls, in their order. */
export function kernelsOf({ stages }: Program): string[] {
  return stages.flatMap(({ calls }) => calls.map(({ kernel }) => kernel));
}
