import * as tf from '@tensorflow/tfjs-core';
import { textOf } from './attribute.ts';
import { batchNorm } from './batch-norm.ts';
import { depthwiseConvolution, groupedConvolution } from './convolution.ts';
import { einsum } from './einsum.ts';
import { invalidGraph, shown, unsupported } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';
import { batchToSpace, mirrorPad, pad, padWith, spaceToBatch, transpose } from './padding.ts';

/** What TensorFlow.js lacks or computes otherwise, on its wasm backend or at all, by TensorFlow's name. */
export const OWN_KERNELS: Readonly<Record<string, ((operation: Operation) => Kernel) | undefined>> = {
  Conv2D: groupedConvolution,
  DepthwiseConv2dNative: depthwiseConvolution,
  Einsum: einsumKernel,
  Erfc: unary((x) => tf.sub(1, tf.erf(x))),
  GeluExact: unary((x) => gated(x, tf.erf(tf.mul(x, Math.SQRT1_2)))),
  GeluApproximate: unary((x) => gated(x, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), cubic(x))))),
  Pad: pad,
  PadV2: padWith,
  MirrorPad: mirrorPad,
  Transpose: transpose,
  SpaceToBatchND: spaceToBatch,
  BatchToSpaceND: batchToSpace,
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
};

function unary(compute: (x: tf.Tensor) => tf.Tensor): (operation: Operation) => Kernel {
  return ({ name }) =>
    ([x]) => {
      if (x === undefined) throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
      return compute(x);
    };
}

/** x/2 · (1 + gate). Source: tensorflow/python/ops/nn_ops.py `gelu` */
function gated(x: tf.Tensor, gate: tf.Tensor): tf.Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(gate, 1));
}

function cubic(x: tf.Tensor): tf.Tensor {
  return tf.add(x, tf.mul(0.044715, tf.mul(tf.mul(x, x), x)));
}

function einsumKernel({ op, name, attributes }: Operation): Kernel {
  const equation = textOf(attributes.get('equation'));
  const compute = einsum(equation);
  if (compute === undefined) {
    throw unsupported(op, name, `with the equation "${equation}", which the grader cannot compute`);
  }
  return ([left, right]) => {
    if (left === undefined || right === undefined) {
      throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    }
    return compute(left, right);
  };
}
