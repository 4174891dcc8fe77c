import { FivefoldError } from '../../domain/errors.ts';
import { sizeOf, type Tensor } from '../../domain/tensor.ts';
import { compileKernels, instantiate, type Workspace } from '../../kernels/index.ts';
import { rowsPerBatch } from '../batches.ts';
import { isNative, startEngine } from '../engine.ts';
import type { Graph } from '../graph.ts';
import { type Apply, Unplannable } from './builder.ts';
import { compile, type PlanOptions } from './compile.ts';
import { link } from './link.ts';
import type { Plan } from './plan.ts';
import type { Program } from './program.ts';
import { movedIn } from './room.ts';
import { runBatches, runStage } from './run.ts';
import { tryLayer } from './tensorflow.ts';
import { MAX_WHOLE, runTensorflowPart } from './tensorflow-part.ts';

/** Makes a model's plans, one for each shape of rows, and runs them. */
export class Planner {
  readonly #graph: Graph;
  readonly #options: PlanOptions;
  readonly #plans = new Map<string, Promise<Plan | undefined>>();

  constructor(graph: Graph, options: PlanOptions) {
    this.#graph = graph;
    this.#options = options;
  }

  /**
   * @param row - the shape of a row as the model declares it
   * @returns nothing where the plain executor is to run, or to say what is wrong
   * @throws {FivefoldError} model/*
   */
  async predict(row: readonly number[], inputs: Tensor): Promise<Tensor | undefined> {
    const plan = isNative() || !isExact(inputs) ? undefined : await this.plan(row);
    if (plan === undefined) return undefined;
    try {
      return await run(plan, inputs);
    } catch (error) {
      if (error instanceof Unplannable || isTooLarge(error)) return undefined;
      throw error;
    }
  }

  /** The model for other threads, with its weights in their workspace; nothing where it needs TensorFlow.js. */
  async program(row: readonly number[], workspace: Workspace): Promise<Program | undefined> {
    const plan = this.#compile(row, needsTensorflow);
    if (plan === undefined) return undefined;
    const kernels = instantiate(await compileKernels(), workspace.memory);
    const { parts, ...linked } = link(plan, { kernels, workspace });
    return { ...linked, stages: parts.filter((part) => 'calls' in part) };
  }

  /** A plan, if one can be made. */
  plan(row: readonly number[]): Promise<Plan | undefined> {
    const key = row.join();
    const known = this.#plans.get(key) ?? this.#make(row);
    this.#plans.set(key, known);
    return known;
  }

  async #make(row: readonly number[]): Promise<Plan | undefined> {
    const plan = this.#compile(row, needsTensorflow);
    if (plan !== undefined) return plan;
    await startEngine();
    return this.#compile(row, tryLayer);
  }

  /** Whatever goes wrong, the plain executor knows better how to say it. */
  #compile(shape: readonly number[], trial: Apply): Plan | undefined {
    const isWhole = /^u?int/.test(this.#graph.inputs[0]?.dtype ?? '');
    try {
      return compile(
        this.#graph,
        { shape, isWhole, maxRows: rowsPerBatch(sizeOf(shape)) },
        trial,
        this.#options,
      );
    } catch {
      return undefined;
    }
  }
}

/** Does float32 hold every number of it? */
function isExact({ dtype, data }: Tensor): boolean {
  return dtype === 'float32' || data.every((value) => Math.abs(value) <= MAX_WHOLE);
}

const needsTensorflow: Apply = ({ className }) => {
  throw new Unplannable(className);
};

function isTooLarge(error: unknown): boolean {
  return error instanceof FivefoldError && error.code === 'model/too-large';
}

async function run(plan: Plan, inputs: Tensor): Promise<Tensor> {
  const { kernels, linked, arena } = await movedIn(plan);
  const [rows = 0] = inputs.shape;
  const data = runBatches(kernels, linked, arena, inputs.data, rows, (part, count) => {
    if ('calls' in part) runStage(kernels, part, arena, count);
    else runTensorflowPart(part, { memory: kernels.memory, address: arena, rows: count });
  });
  return { dtype: 'float32', shape: [rows, ...linked.output.shape], data };
}
