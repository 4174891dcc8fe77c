import { tf } from '../tf.ts';

/** A product of two tensors by labelled dimensions, prepared for a batched matrix product. */
interface Plan {
  readonly left: string;
  readonly right: string;
  readonly output: string;
  readonly batch: string;
  readonly summed: string;
  readonly leftOnly: string;
  readonly rightOnly: string;
}

const EQUATION = /^([a-zA-Z]{1,8}),([a-zA-Z]{1,8})->([a-zA-Z]{0,8})$/;

/**
 * An Einstein sum of two tensors, each label once per tensor, none summed in one tensor alone: what attention and
 * EinsumDense use. Source: tensorflow/core/kernels/linalg/einsum_op_impl.h
 *
 * @returns `undefined` for other equations
 */
export function einsum(equation: string): ((left: tf.Tensor, right: tf.Tensor) => tf.Tensor) | undefined {
  const plan = planOf(equation);
  return plan && ((left, right) => multiply(plan, left, right));
}

function planOf(equation: string): Plan | undefined {
  const [, left = '', right = '', output = ''] = EQUATION.exec(equation.replaceAll(' ', '')) ?? [];
  const pick = (labels: string, inRight: boolean, inOutput: boolean): string =>
    [...labels]
      .filter((label) => right.includes(label) === inRight && output.includes(label) === inOutput)
      .join('');
  const batch = pick(left, true, true);
  const summed = pick(left, true, false);
  const leftOnly = pick(left, false, true);
  const rightOnly = [...right].filter((label) => !left.includes(label) && output.includes(label)).join('');
  const isComplete =
    left !== '' &&
    isPermutation(left, batch + leftOnly + summed) &&
    isPermutation(right, batch + summed + rightOnly) &&
    isPermutation(output, batch + leftOnly + rightOnly);
  return isComplete ? { left, right, output, batch, summed, leftOnly, rightOnly } : undefined;
}

function isPermutation(labels: string, other: string): boolean {
  return new Set(labels).size === labels.length && [...labels].sort().join('') === [...other].sort().join('');
}

function multiply(plan: Plan, left: tf.Tensor, right: tf.Tensor): tf.Tensor {
  const { batch, summed, leftOnly, rightOnly } = plan;
  const sizes = new Map([...sizesOf(plan.left, left), ...sizesOf(plan.right, right)]);
  const dimensions = (labels: string): number[] => [...labels].map((label) => sizes.get(label) ?? 1);
  const count = (labels: string): number => dimensions(labels).reduce((product, size) => product * size, 1);
  const a = arrange(left, plan.left, batch + leftOnly + summed);
  const b = arrange(right, plan.right, batch + summed + rightOnly);
  const product = tf.matMul(
    tf.reshape(a, [count(batch), count(leftOnly), count(summed)]),
    tf.reshape(b, [count(batch), count(summed), count(rightOnly)]),
  );
  const labels = batch + leftOnly + rightOnly;
  return arrange(tf.reshape(product, dimensions(labels)), labels, plan.output);
}

function sizesOf(labels: string, { shape }: tf.Tensor): [string, number][] {
  return [...labels].map((label, i) => [label, shape[i] ?? 1]);
}

function arrange(tensor: tf.Tensor, from: string, to: string): tf.Tensor {
  return tf.transpose(
    tensor,
    [...to].map((label) => from.indexOf(label)),
  );
}
