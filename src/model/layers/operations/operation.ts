import type { JsonObject } from '../../config/json.ts';
import { type Call, type Layer, type LayerLabel, Value } from '../../graph.ts';
import type { LowerOperation } from '../../plan/lower/operations.ts';
import { tf } from '../../tf.ts';
import { Weights } from '../../weights.ts';
import { assertAllocatable } from '../allocation.ts';
import { NamedArguments, OperationArguments, type Tensor } from './arguments.ts';

/** A function on tensors, as Functional models contain them beside layers. */
export interface Operation {
  /** The Keras file that it mirrors, below `keras/src/`. */
  readonly source: string;
  /** Names of the parameters that calls may give by position. */
  readonly parameters: readonly string[];
  /** What files call a parameter, where that is another name. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** Values of parameters that nobody gives. */
  readonly defaults?: JsonObject;
  readonly run: Run;
  /** The same by our own kernels, in a plan; without it, TensorFlow.js runs the operation. */
  readonly lower?: LowerOperation;
}

export type Run = (given: OperationArguments) => Tensor | readonly Tensor[];

/** @param parameters - separated by spaces, in the order of Keras's `call` */
export function operation(source: string, parameters: string, run: Run): Operation {
  return { source, parameters: parameters.split(' '), run };
}

/**
 * A node of a model that is an operation. It has no weights, and masks end at it.
 *
 * @param config - holds the operation's options
 */
export function operationLayer(label: LayerLabel, made: Operation, config: JsonObject): Layer {
  const call = (call: Call): readonly Value[] => {
    const result = made.run(new OperationArguments(label, made, { ...made.defaults, ...config }, call));
    return (Array.isArray(result) ? (result as Tensor[]) : [result as Tensor]).map((x) => new Value(x));
  };
  const lower: Layer['lower'] = (call, plan) => {
    const given = new NamedArguments(made, { ...made.defaults, ...config }, call);
    const result = plan.attempt(() => made.lower?.(given, plan));
    return result && [result];
  };
  return { ...label, trainable: true, slots: [], children: [], weights: new Weights(), call, lower };
}

/** The operation, with what it is in a plan. */
export function lowered(made: Operation, lower: LowerOperation): Operation {
  return { ...made, lower };
}

/** For operations that move numbers without looking at them: the WASM kernels for that know no booleans. */
export function moving(x: Tensor, move: (x: Tensor) => Tensor): Tensor {
  return x.dtype === 'bool' ? tf.cast(move(tf.cast(x, 'int32')), 'bool') : move(x);
}

export const float = (x: Tensor): Tensor => tf.cast(x, 'float32');

/** Computed in float32, whole numbers again where they were whole before: exact below 2²⁴. */
export function keepingType(x: Tensor, compute: (x: Tensor) => Tensor): Tensor {
  const result = compute(float(x));
  return x.dtype === 'float32' ? result : tf.cast(result, 'int32');
}

/** @throws {FivefoldError} model/too-large */
export function checkSize(given: OperationArguments, ...factors: readonly number[][]): void {
  assertAllocatable(given.layer, factors.flat());
}
