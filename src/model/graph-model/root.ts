import { FivefoldError } from '../../domain/errors.ts';
import type { RowShape } from '../../domain/tensor.ts';
import { leavesOf } from '../config/tree.ts';
import { type Call, type Graph, isValue, type Layer, TensorRef, Value } from '../graph.ts';
import { Weights } from '../weights.ts';
import type { Constant } from './constant.ts';
import { invalidGraph, shown, unsupported } from './failure.ts';
import type { Operation, Output, Subgraph } from './operation.ts';
import { type Program, prepareProgram } from './program.ts';

export type GraphInputs = readonly {
  readonly name: string;
  readonly operation: Operation;
  /** As NumPy spells it, or `text`. */
  readonly dtype: string;
  /** Batch first; `undefined` where the rank may vary. */
  readonly shape: RowShape | undefined;
}[];

/** A weight, which the graph receives like an input. */
export interface GraphVariable {
  readonly name: string;
  readonly trainable: boolean;
  readonly value: Constant;
  readonly operation: Operation;
}

export interface ResolvedGraph {
  /** What `inspect` shows as the class of the one layer. */
  readonly className: 'SavedModel' | 'GraphModel';
  /** For people: `TensorFlow 2.21.0 SavedModel`. */
  readonly format: string;
  readonly inputs: GraphInputs;
  readonly variables: readonly GraphVariable[];
  readonly outputs: readonly Output[];
}

/** A graph as the rest of the grader knows models: one layer, whose weights are the variables. */
export interface LoadedGraph {
  readonly root: Layer & { readonly graph: Graph };
  readonly format: string;
  dispose(): void;
}

/**
 * Prepare a resolved graph for running.
 *
 * @throws {FivefoldError} model/op-unsupported, model/weights-not-finite, model/input-mismatch
 */
export async function loadGraph(resolved: ResolvedGraph): Promise<LoadedGraph> {
  const { className, format, inputs, variables, outputs } = resolved;
  for (const { name, shape, dtype } of inputs) checkInput(name, shape, dtype);
  for (const { name, value } of variables) checkFinite(name, value);
  const operations = [...inputs, ...variables].map(({ operation }) => operation);
  const program = await prepared({ inputs: operations, outputs });
  const layer = layerOf(className, variables, program);
  return { root: modelAround(layer, inputs, outputs.length), format, dispose: () => program.dispose() };
}

function layerOf(className: string, variables: readonly GraphVariable[], { run }: Program): Layer {
  const weights = new Weights();
  const slots = variables.map(({ name, trainable, value }, i) => {
    const slot = { name: `${i} ${name}`, shape: value.shape, trainable };
    weights.set(slot.name, value);
    return slot;
  });
  return {
    name: 'serving_default',
    className,
    trainable: true,
    slots,
    children: [],
    weights,
    call: ({ args }: Call) => {
      const given = leavesOf<Value>(args, isValue).map(({ tensor }) => tensor);
      const tensors = [...given, ...slots.map(({ name }) => weights.get(name))];
      return explained(() => run(tensors)).map((tensor) => new Value(tensor));
    },
  };
}

function modelAround(layer: Layer, inputs: GraphInputs, outputs: number): LoadedGraph['root'] {
  const refs = inputs.map(({ name }) => new TensorRef(`input ${name}`, 0, 0));
  const ref = new TensorRef(layer.name, 0, 0);
  const graph: Graph = {
    inputs: inputs.map(({ name, shape, dtype }, i) => ({
      name,
      ref: refs[i] ?? ref,
      shape: shape?.slice(1),
      dtype,
    })),
    outputs: Array.from({ length: outputs }, (_, i) => new TensorRef(layer.name, 0, i)),
    steps: [{ layer, key: ref.callKey, args: refs, kwargs: {} }],
  };
  const { name, className, call } = layer;
  const children = [{ path: name, layer }];
  return { name, className, trainable: true, slots: [], children, weights: new Weights(), graph, call };
}

function checkInput(name: string, shape: RowShape | undefined, dtype: string): void {
  const [batch = null] = shape ?? [null];
  if (dtype === 'text') throw refusedInput(name, 'takes text, which graphs cannot be given here', AS_KERAS);
  if (batch !== null) throw refusedInput(name, `was saved for batches of exactly ${batch} rows`, ANY_BATCH);
}

const AS_KERAS = 'Save the model with model.save("model.keras") and commit that file instead.';
const ANY_BATCH =
  'Build the model with the input shape that the task asks for, without a batch size, and save it again.';

function refusedInput(name: string, complaint: string, hint: string): FivefoldError {
  const message = `The input "${shown(name)}" ${complaint}.`;
  return new FivefoldError({ code: 'model/input-mismatch', message, hint, where: shown(name) });
}

function checkFinite(name: string, { data }: Constant): void {
  if (data.every(Number.isFinite)) return;
  throw new FivefoldError({
    code: 'model/weights-not-finite',
    message: `The variable "${shown(name)}" holds NaN or infinity, so that predictions mean nothing.`,
    hint: 'Training diverged before the model was saved: lower the learning rate or scale the inputs, and train again.',
    where: shown(name),
  });
}

/** TensorFlow.js believes what a graph says of itself; what it stumbles over is the graph's fault. */
async function prepared(graph: Subgraph): Promise<Program> {
  try {
    return await prepareProgram(graph);
  } catch (cause) {
    throw cause instanceof FivefoldError
      ? cause
      : invalidGraph('The graph cannot be prepared.', undefined, cause);
  }
}

/** An operation that the engine lacks is news of its own; what else goes wrong, the executor explains. */
function explained<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    const [, kernel] = /^Kernel '(\w+)' not registered/.exec(message) ?? [];
    throw kernel === undefined ? cause : unsupported(kernel, kernel);
  }
}
