import type { Attributes } from './attribute.ts';
import type { Constant } from './constant.ts';

/**
 * A graph of tensor operations with everything else gone: functions are inlined, variables have become inputs, control
 * dependencies are dropped. Operations refer to each other directly, so names are for messages only.
 */
export interface Operation {
  /** TensorFlow's name of what it does: `Conv2D`. `Placeholder` is given from outside, `Const` is known. */
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly Output[];
  readonly attributes: Attributes;
  readonly constant?: Constant;
  /** What `While` and `If` choose from, by attribute: `body`, `cond`, `then_branch`, `else_branch`. */
  readonly branches?: ReadonlyMap<string, Subgraph>;
}

/** One of the tensors that an operation yields. */
export interface Output {
  readonly operation: Operation;
  readonly index: number;
}

export interface Subgraph {
  /** Operations of kind `Placeholder`, in the order of the arguments. */
  readonly inputs: readonly Operation[];
  readonly outputs: readonly Output[];
}

export function placeholder(name: string): Operation {
  return { op: 'Placeholder', name, inputs: [], attributes: new Map() };
}

export function constantOperation(name: string, constant: Constant): Operation {
  return { op: 'Const', name, inputs: [], attributes: new Map(), constant };
}

/** Every operation that the outputs need, each after its inputs. Iterative: chains may be as long as a graph is large. */
export function operationsOf({ outputs }: Subgraph): readonly Operation[] {
  const ordered = new Set<Operation>();
  const pending = outputs.map(({ operation }) => operation).reverse();
  for (let next = pending.at(-1); next !== undefined; next = pending.at(-1)) {
    const missing = next.inputs.map(({ operation }) => operation).filter((input) => !ordered.has(input));
    if (missing.length > 0 && !ordered.has(next)) pending.push(...missing);
    else {
      ordered.add(next);
      pending.pop();
    }
  }
  return [...ordered];
}
