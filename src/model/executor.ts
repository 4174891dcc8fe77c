import { FivefoldError } from '../domain/errors.ts';
import { formatShape } from '../domain/tensor.ts';
import { leavesOf, mapLeaves, type Tree } from './config/tree.ts';
import { guardHeap } from './engine.ts';
import { layerError, optionUnsupported } from './failure.ts';
import {
  type Call,
  type Graph,
  isTensorRef,
  isValue,
  type Layer,
  refsOf,
  type Step,
  type TensorRef,
  Value,
} from './graph.ts';
import { tf } from './tf.ts';

/** What each call answered. */
type Results = Map<string, readonly Value[]>;

/** Sees every result as it appears, for descriptions. */
export type Observer = (step: Step, outputs: readonly Value[]) => void;

/**
 * Runs a model's calls in order. A result is disposed of after its last use, so that a deep model needs memory for
 * its widest place only.
 *
 * @throws {FivefoldError} model/*, naming the layer
 */
export function runGraph(graph: Graph, inputs: readonly Value[], observe?: Observer): readonly Value[] {
  const results: Results = new Map(
    graph.inputs.map(({ ref }, i) => [ref.callKey, [requireValue(inputs[i], ref)]]),
  );
  const inputKeys = new Set(results.keys());
  const kept = new Set(graph.outputs.map((ref) => ref.callKey));
  const lastUse = lastUses(graph.steps);
  graph.steps.forEach((step, i) => {
    const outputs = runStep(step, results);
    results.set(step.key, outputs);
    observe?.(step, outputs);
    for (const key of lastUse.get(i) ?? []) {
      if (!inputKeys.has(key) && !kept.has(key)) disposeAll(results.get(key));
    }
  });
  return graph.outputs.map((ref) => {
    const output = lookUp(ref, results);
    // An input that goes straight out stays the caller's, the output is to be disposed of by itself.
    return inputKeys.has(ref.callKey) ? new Value(tf.clone(output.tensor), output.mask) : output;
  });
}

/** Which results nobody needs after a step, by the step's index. */
function lastUses(steps: readonly Step[]): Map<number, string[]> {
  const last = new Map<string, number>();
  steps.forEach((step, i) => {
    last.set(step.key, i);
    for (const ref of refsOf(step)) last.set(ref.callKey, i);
  });
  return Map.groupBy(last.keys(), (key) => last.get(key) ?? 0) as Map<number, string[]>;
}

function runStep(step: Step, results: Results): readonly Value[] {
  const resolve = (tree: Tree<TensorRef>): Tree<Value> =>
    mapLeaves<TensorRef, Value>(tree, isTensorRef, (ref) => lookUp(ref, results));
  const call: Call = {
    args: step.args.map(resolve),
    kwargs: Object.fromEntries(Object.entries(step.kwargs).map(([name, tree]) => [name, resolve(tree)])),
  };
  return runLayer(step.layer, call);
}

/** One layer on its own. @throws {FivefoldError} model/*, naming it */
export function runLayer(layer: Layer, call: Call): readonly Value[] {
  if (isTraining(call) && layer.trains === true) throw inTraining(layer);
  const outputs = runInScope(layer, call);
  guardHeap();
  return outputs;
}

/** By name or, where Keras has it second, by position. */
function isTraining({ args, kwargs }: Call): boolean {
  return kwargs.training === true || args[1] === true;
}

/** As it would act at random, or on the batch that it happens to be given. */
function inTraining(layer: Layer): FivefoldError {
  return optionUnsupported(layer, 'training', 'True');
}

/** Cleans up what the layer made on the way. Results are new handles, so that each can be disposed of by itself. */
function runInScope(layer: Layer, call: Call): readonly Value[] {
  tf.engine().startScope();
  const survivors: tf.Tensor[] = [];
  try {
    const keep = (tensor: tf.Tensor): tf.Tensor => {
      const handle = tf.clone(tensor);
      survivors.push(handle);
      return handle;
    };
    return layer.call(call).map(({ tensor, mask }) => new Value(keep(tensor), mask && keep(mask)));
  } catch (cause) {
    throw explain(cause, layer, call);
  } finally {
    tf.engine().endScope(survivors);
  }
}

/** What TensorFlow.js says about shapes, with the layer that it happened in. */
function explain(cause: unknown, layer: Layer, call: Call): unknown {
  if (cause instanceof FivefoldError) return cause;
  const shapes = leavesOf<Value>(call.args, isValue).map(({ tensor }) => formatShape(tensor.shape));
  if (cause instanceof RangeError) return beyondMemory(cause, layer);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return layerError(
    'model/input-mismatch',
    layer,
    `cannot run on inputs of ${shapes.join(' and ')}: ${reason.slice(0, MAX_REASON)}`,
    "Check that the model's input has the shape that the task asks for, and that it predicts in Keras.",
    { cause },
  );
}

/** The engine asks for an array longer than there can be; `RangeError` is how JavaScript says so. */
function beyondMemory(cause: RangeError, layer: Layer) {
  const hint = 'Use smaller intermediate tensors, and no loop in which a tensor grows without end.';
  return layerError('model/too-large', layer, 'makes a tensor that no memory holds.', hint, { cause });
}

/** Characters of TensorFlow.js's own explanation. */
const MAX_REASON = 300;

function lookUp(ref: TensorRef, results: Results): Value {
  return requireValue(results.get(ref.callKey)?.[ref.tensor], ref);
}

function requireValue(value: Value | undefined, ref: TensorRef): Value {
  if (value !== undefined) return value;
  throw new FivefoldError({
    code: 'model/config-invalid',
    message: `Layer "${ref.layer}" has no output number ${ref.tensor}, but the model uses it.`,
    hint: 'Save the model again with Keras and commit the new file, unedited.',
    where: ref.layer,
  });
}

function disposeAll(values: readonly Value[] | undefined): void {
  for (const { tensor, mask } of values ?? []) {
    tensor.dispose();
    mask?.dispose();
  }
}
