import type { Attribute } from './attribute.ts';
import { unsupported } from './failure.ts';
import type { Operation, Output } from './operation.ts';

/** What TensorFlow's and TensorFlow.js's optimisers fuse, by the plain operation that it begins with. */
const FUSED: ReadonlyMap<string, string> = new Map([
  ['_FusedMatMul', 'MatMul'],
  ['_FusedConv2D', 'Conv2D'],
  ['FusedDepthwiseConv2dNative', 'DepthwiseConv2dNative'],
]);

const ACTIVATIONS: ReadonlySet<string> = new Set([
  'Relu',
  'Relu6',
  'LeakyRelu',
  'Elu',
  'Tanh',
  'Sigmoid',
  'GeluExact',
  'GeluApproximate',
]);

/**
 * A fused operation as the chain that it stands for: TensorFlow.js's wasm backend knows only some of the activations.
 * Source: tensorflow/core/kernels/fused_eigen_output_kernels.h
 *
 * @returns the operation itself when it is not fused
 * @throws {FivefoldError} model/op-unsupported
 */
export function unfuse(fused: Operation): Operation {
  const op = FUSED.get(fused.op);
  if (op === undefined) return fused;
  const extra = fused.inputs.slice(2);
  const steps = (fused.attributes.get('fused_ops')?.list?.s ?? []).map((step) =>
    String.fromCharCode(...step),
  );
  const first: Operation = { ...fused, op, inputs: fused.inputs.slice(0, 2) };
  return steps.reduce((before, step) => append(before, step, fused, extra), first);
}

function append(before: Operation, op: string, fused: Operation, extra: Output[]): Operation {
  const takesInput = op === 'BiasAdd' || op === 'Prelu';
  if (!takesInput && !ACTIVATIONS.has(op))
    throw unsupported(fused.op, fused.name, `with ${op} fused into it`);
  const inputs = [{ operation: before, index: 0 }, ...(takesInput ? extra.splice(0, 1) : [])];
  const alpha: Attribute | undefined = fused.attributes.get('leakyrelu_alpha');
  return { op, name: fused.name, inputs, attributes: new Map(alpha ? [['alpha', alpha]] : []) };
}
