import { tf } from '../tf.ts';
import { invalidGraph, shown } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation, Subgraph } from './operation.ts';

/** A graph that is ready to run, in a scope of the caller's. */
export type Run = (inputs: readonly tf.Tensor[]) => tf.Tensor[];

/** What `While` and `If` do. A loop without end is the sandbox's to stop. */
export function controlFlow(operation: Operation, prepare: (subgraph: Subgraph) => Run): Kernel | undefined {
  const branch = (role: string): Run => prepare(branchOf(operation, role));
  switch (operation.op) {
    case 'While':
    case 'StatelessWhile':
      return whileLoop(branch('cond'), branch('body'));
    case 'If':
    case 'StatelessIf':
      return choice(branch('then_branch'), branch('else_branch'));
    default:
      return undefined;
  }
}

/** Source: tensorflow/core/ops/functional_ops.cc `While` */
function whileLoop(condition: Run, body: Run): Kernel {
  return (inputs) => {
    let state = inputs.map((input) => tf.clone(input));
    while (isTrue(condition(state)[0])) {
      const next = body(state);
      tf.dispose(state);
      state = next;
    }
    return state;
  };
}

/** Source: tensorflow/core/ops/functional_ops.cc `If` */
function choice(then: Run, otherwise: Run): Kernel {
  return ([condition, ...inputs]) =>
    isTrue(condition && tf.clone(condition)) ? then(inputs) : otherwise(inputs);
}

function isTrue(condition: tf.Tensor | undefined): boolean {
  const [value] = condition?.dataSync() ?? [];
  condition?.dispose();
  return Boolean(value);
}

function branchOf({ name, branches }: Operation, role: string): Subgraph {
  const found = branches?.get(role);
  if (found === undefined) throw invalidGraph(`"${shown(name)}" has no ${role}.`, name);
  return found;
}
