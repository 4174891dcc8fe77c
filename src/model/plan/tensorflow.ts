import { leavesOf, mapLeaves } from '../config/tree.ts';
import { runLayer } from '../executor.ts';
import { type Arguments, type Call, Value } from '../graph.ts';
import { tf } from '../tf.ts';
import { type Apply, Unplannable } from './builder.ts';
import { isOperand, Operand } from './operand.ts';

/** Rows of a trial: more than one, so that the batch is told from other axes. */
const TRIAL_ROWS = 2;

/** Learns what a layer answers by having TensorFlow.js, which must be there, run it on rows of zeros. */
export const tryLayer: Apply = (layer, call, plan) => {
  const operands = [...leavesOf<Operand>(call.args, isOperand), ...leavesOf<Operand>(call.kwargs, isOperand)];
  const [{ copies = 1 } = {}] = operands;
  if (operands.some((operand) => operand.copies !== copies))
    throw new Unplannable('rows of different tensors');
  tf.engine().startScope();
  try {
    const answers = runLayer(layer, withTensors(call, blank));
    const writes = answers.map(({ tensor, mask }) =>
      learned(tensor, copies).masked(mask && learned(tf.cast(mask, 'bool'), copies)),
    );
    const [reads, written] = [operands.flatMap(withMask), writes.flatMap(withMask)];
    plan.steps.push({ kind: 'tensorflow', reads, writes: written, layer, call, answers: writes });
    return writes;
  } finally {
    tf.engine().endScope();
  }
};

const withMask = (operand: Operand): Operand[] =>
  operand.mask === undefined ? [operand] : [operand, operand.mask];

/** The call as the executor makes it. */
export function withTensors(
  { args, kwargs }: Arguments<Operand>,
  tensorOf: (operand: Operand) => tf.Tensor,
): Call {
  const toValue = (operand: Operand): Value =>
    new Value(tensorOf(operand), operand.mask && tensorOf(operand.mask));
  const fill = (tree: (typeof args)[number]) => mapLeaves<Operand, Value>(tree, isOperand, toValue);
  return {
    args: args.map(fill),
    kwargs: Object.fromEntries(Object.entries(kwargs).map(([name, tree]) => [name, fill(tree)])),
  };
}

/** Zeros; where it is a mask, every step counts. */
function blank({ shape, copies, dtype }: Operand): tf.Tensor {
  const all = [TRIAL_ROWS * copies, ...shape];
  return dtype === 'bool' ? tf.ones(all, 'bool') : tf.zeros(all, dtype);
}

function learned({ shape: [rows, ...row], dtype }: tf.Tensor, copies: number): Operand {
  const isKnown = dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
  if (rows !== TRIAL_ROWS * copies || !isKnown) throw new Unplannable('not one answer for each row');
  return Operand.make(row, copies, dtype);
}
