import {
  lowerLeakyRelu,
  lowerNamed,
  lowerReLUOperation,
  lowerSoftmaxOperation,
} from '../../plan/lower/operations.ts';
import { tf } from '../../tf.ts';
import { elu, FUNCTIONS, gelu, glu, hardShrink, softShrink, squareplus } from '../activations.ts';
import { asChannelsLast, inferAxis, range, softmaxOver } from '../axes.ts';
import { standardise } from '../normalisation.ts';
import { pool } from '../pooling.ts';
import { INTERPOLATIONS, resize } from '../resampling.ts';
import type { OperationArguments, Tensor } from './arguments.ts';
import { unary } from './arithmetic.ts';
import { checkSize, float, lowered, type Operation, operation } from './operation.ts';

const NN = 'ops/nn.py';
const IMAGE = 'ops/image.py';

/** An activation with its options. */
const activation = (compute: (x: Tensor, given: OperationArguments) => Tensor, source = NN): Operation =>
  operation(source, 'x', (given) => compute(float(given.tensor('x')), given));

const named = (name: keyof typeof FUNCTIONS): Operation =>
  lowered(unary(FUNCTIONS[name], NN), lowerNamed(name));

/** Runs a function of the last axis on another one. */
function along(x: Tensor, axis: number, run: (x: Tensor) => Tensor): Tensor {
  const order = range(x.rank);
  const at = inferAxis(axis, x.rank);
  [order[at], order[x.rank - 1]] = [x.rank - 1, at];
  return at === x.rank - 1 ? run(x) : tf.transpose(run(tf.transpose(x, order)), order);
}

function softmax(x: Tensor, given: OperationArguments): Tensor {
  const axes = given.integers('axis');
  return softmaxOver(x, axes ?? range(x.rank));
}

/** x where x ≥ threshold (at most max), slope · (x − threshold) below. Keras's `ReLU` as a function. */
function relu(x: Tensor, given: OperationArguments): Tensor {
  const threshold = given.number('threshold', 0);
  const slope = given.number('negative_slope', 0);
  const above = given.value('max_value') === undefined ? x : tf.minimum(x, given.number('max_value'));
  return tf.where(tf.greater(x, threshold), above, tf.mul(slope, tf.sub(x, threshold)));
}

function channelsFirst(given: OperationArguments): boolean {
  const written = given.value('data_format');
  return written === 'channels_first' || (typeof written === 'string' && written.startsWith('NC'));
}

const pooling = (kind: 'max' | 'average'): Operation =>
  operation(NN, 'inputs', (given) =>
    asChannelsLast(float(given.tensor('inputs')), channelsFirst(given), (x) => {
      const spread = (name: string): number[] | undefined => {
        const sizes = given.integers(name);
        if (sizes?.length === x.rank) return sizes.slice(1, -1);
        return sizes?.length === 1 ? range(x.rank - 2).map(() => sizes[0] ?? 1) : sizes;
      };
      const size = spread('pool_size') ?? range(x.rank - 2).map(() => 2);
      const padding = given.string('padding', 'valid').toLowerCase() === 'same' ? 'same' : 'valid';
      return pool(x, kind, { size, strides: spread('strides') ?? size, padding });
    }),
  );

/** By how many dimensions of the end, or along one axis: (x − mean) / √(variance + ε) · gamma + beta */
function layerNorm(given: OperationArguments): Tensor {
  const x = float(given.tensor('x'));
  const axes = (given.integers('axis') ?? [-1]).map((axis) => inferAxis(axis, x.rank));
  const y = standardise(x, axes, given.number('epsilon', 1e-7));
  const gamma = given.find('gamma');
  const beta = given.find('beta');
  const scaled = gamma === undefined ? y : tf.mul(y, float(gamma));
  return beta === undefined ? scaled : tf.add(scaled, float(beta));
}

function rmsNorm(given: OperationArguments): Tensor {
  const x = float(given.tensor('x'));
  const axes = (given.integers('axis') ?? [-1]).map((axis) => inferAxis(axis, x.rank));
  const power = tf.mean(tf.square(x), axes, true);
  const y = tf.mul(x, tf.rsqrt(tf.add(power, given.number('epsilon', 1e-7))));
  const scale = given.find('scale');
  return scale === undefined ? y : tf.mul(y, float(scale));
}

function resized(given: OperationArguments): Tensor {
  const [height = 1, width = 1] = given.integers('size') ?? [];
  const written = given.string('interpolation', 'bilinear');
  const method = INTERPOLATIONS.find((name) => name === written);
  if (method === undefined) throw given.invalid('interpolation', INTERPOLATIONS.join(', '));
  for (const option of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio']) {
    if (given.boolean(option, false)) throw given.invalid(option, 'false');
  }
  const images = given.tensor('images');
  checkSize(given, [height, width], images.shape.slice(0, 1), images.shape.slice(-1));
  return asChannelsLast(images, channelsFirst(given), (x) =>
    resize(x, [height, width], method, given.boolean('antialias', false)),
  );
}

/** 0.2989 R + 0.587 G + 0.114 B */
function greyscale(given: OperationArguments): Tensor {
  return asChannelsLast(float(given.tensor('images')), channelsFirst(given), (x) =>
    tf.sum(tf.mul(x, tf.tensor1d([0.2989, 0.587, 0.114])), -1, true),
  );
}

/** What networks and pictures need. */
export const NEURAL = {
  Relu: named('relu'),
  ReLU: lowered(activation(relu, 'activations/activations.py'), lowerReLUOperation),
  Relu6: named('relu6'),
  Sigmoid: named('sigmoid'),
  SparseSigmoid: named('sparse_sigmoid'),
  HardSigmoid: named('hard_sigmoid'),
  LogSigmoid: named('log_sigmoid'),
  Softplus: named('softplus'),
  Softsign: named('softsign'),
  SparsePlus: named('sparse_plus'),
  Silu: named('silu'),
  HardSilu: named('hard_silu'),
  Selu: named('selu'),
  TanhShrink: named('tanh_shrink'),
  HardTanh: named('hard_tanh'),
  SoftShrink: activation((x, given) => softShrink(x, given.number('threshold', 0.5))),
  HardShrink: activation((x, given) => hardShrink(x, given.number('threshold', 0.5))),
  Threshold: activation((x, given) => {
    const other = tf.fill(x.shape, given.number('default_value'));
    return tf.where(tf.greater(x, given.number('threshold')), x, other);
  }),
  Squareplus: activation((x, given) => squareplus(x, given.number('b', 4))),
  LeakyRelu: lowered(
    activation((x, given) => tf.leakyRelu(x, given.number('negative_slope', 0.2))),
    lowerLeakyRelu,
  ),
  Elu: activation((x, given) => elu(x, given.number('alpha', 1))),
  Celu: activation((x, given) => {
    const alpha = given.number('alpha', 1);
    return tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.div(tf.minimum(x, 0), alpha))));
  }),
  Gelu: activation((x, given) => gelu(x, given.boolean('approximate', true))),
  Glu: activation((x, given) => glu(x, given.integer('axis', -1))),
  Softmax: lowered(activation(softmax), lowerSoftmaxOperation),
  LogSoftmax: activation((x, given) => along(x, given.integer('axis', -1), (y) => tf.logSoftmax(y))),
  Sparsemax: activation((x, given) => along(x, given.integer('axis', -1), FUNCTIONS.sparsemax)),
  MaxPool: pooling('max'),
  AveragePool: pooling('average'),
  LayerNorm: operation(NN, 'x gamma beta', layerNorm),
  RMSNorm: operation(NN, 'x scale', rmsNorm),
  Resize: operation(IMAGE, 'images', resized),
  RGBToGrayscale: operation(IMAGE, 'images', greyscale),
} as const satisfies Record<string, Operation>;
