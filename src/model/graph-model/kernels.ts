import { later, tf } from '../tf.ts';
import { textOf } from './attribute.ts';
import { batchNorm } from './batch-norm.ts';
import { depthwiseConvolution, groupedConvolution } from './convolution.ts';
import { cumulative } from './cumulative.ts';
import { einsum } from './einsum.ts';
import { invalidGraph, shown, unsupported } from './failure.ts';
import { bucketize, cast, oneHot } from './indices.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';
import { batchToSpace, mirrorPad, pad, padWith, spaceToBatch, transpose } from './padding.ts';

/** What TensorFlow.js lacks or computes otherwise, on its wasm backend or at all, by TensorFlow's name. */
export const OWN_KERNELS: Readonly<Record<string, ((operation: Operation) => Kernel) | undefined>> = {
  Conv2D: groupedConvolution,
  DepthwiseConv2dNative: depthwiseConvolution,
  BiasAdd: biasAdd,
  Bucketize: bucketize,
  Cast: cast,
  OneHot: oneHot,
  Cumsum: cumulative(later('cumsum')),
  Cumprod: cumulative(later('cumprod')),
  Einsum: einsumKernel,
  Erfc: unary((x) => tf.sub(1, tf.erf(x))),
  GeluExact: unary((x) => gated(x, tf.erf(tf.mul(x, Math.SQRT1_2)))),
  GeluApproximate: unary((x) => gated(x, tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), cubic(x))))),
  Softsign: unary((x) => tf.div(x, tf.add(tf.abs(x), 1))),
  MatrixBandPart: matrixBandPart,
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

/** A number for each channel: TensorFlow.js knows only channels that come last. */
function biasAdd({ name, attributes }: Operation): Kernel {
  const channelsFirst = textOf(attributes.get('data_format')).startsWith('NC');
  return ([x, bias]) => {
    if (x === undefined || bias === undefined) throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    const behind = channelsFirst ? x.shape.slice(2).map(() => 1) : [];
    return tf.add(x, tf.reshape(bias, [...bias.shape, ...behind]));
  };
}

/** TensorFlow.js's converter takes the number of lower diagonals for that of upper ones, too (4.22). */
function matrixBandPart({ name }: Operation): Kernel {
  return ([x, lower, upper]) => {
    const [below, above] = [lower, upper].map((bound) => bound?.dataSync<'int32'>()[0]);
    if (x === undefined || below === undefined || above === undefined)
      throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    return tf.linalg.bandPart(x, Math.min(below, x.shape.at(-2) ?? 0), Math.min(above, x.shape.at(-1) ?? 0));
  };
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
