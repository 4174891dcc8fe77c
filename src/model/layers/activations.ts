import { ACTIVATION, type ActivationCode } from '../../kernels/exports.ts';
import { isObject, type Json } from '../config/json.ts';
import type { BuildContext } from '../config/layer-config.ts';
import { optionUnsupported } from '../failure.ts';
import { type LayerLabel, Value } from '../graph.ts';
import { activationByCode, activationByName, type LowerActivation } from '../plan/lower/activations.ts';
import { later, tf } from '../tf.ts';
import { inferAxis, softmaxOver } from './axes.ts';

type Tensor = tf.Tensor;

/** An activation as layers use it: element by element or along the last axis. */
export interface Activation {
  readonly name: string;
  readonly apply: (x: Tensor) => Tensor;
  /** The same on one number, where recurrent cells profit from it. */
  readonly scalar?: (x: number) => number;
  /** The kernels' code for it, where its α is that of Keras. */
  readonly code?: ActivationCode;
  /** The same in a plan, where kernels can. */
  readonly lower?: LowerActivation;
}

export const clip = (x: Tensor, low: number, high: number): Tensor => tf.clipByValue(x, low, high);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const silu = (x: Tensor): Tensor => tf.mul(x, tf.sigmoid(x));
const hardSigmoid = (x: Tensor): Tensor => tf.div(clip(tf.add(x, 3), 0, 6), 6);
const hardSilu = (x: Tensor): Tensor => tf.mul(x, hardSigmoid(x));
const zeroUnless = (condition: Tensor, x: Tensor): Tensor => tf.where(condition, x, tf.zerosLike(x));

/** max(x, 0) + log(1 + exp(−|x|)), which overflows nowhere. */
const softplus = (x: Tensor): Tensor => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x)))));

/** x where positive, α (eˣ − 1) elsewhere. */
export const elu = (x: Tensor, alpha: number): Tensor =>
  tf.where(tf.greater(x, 0), x, tf.mul(alpha, tf.expm1(tf.minimum(x, 0))));

/** x Φ(x), or its tanh approximation. */
export const gelu = (x: Tensor, approximate = false): Tensor => {
  const cubic = () => tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.pow(x, 3)))));
  const phi = approximate ? cubic() : tf.erf(tf.mul(x, Math.SQRT1_2));
  return tf.mul(tf.mul(0.5, x), tf.add(1, phi));
};

/** Split in half along an axis: a · sigmoid(b). */
export const glu = (x: Tensor, axis = -1): Tensor => {
  const [a, b] = tf.split(x, 2, inferAxis(axis, x.rank));
  if (a === undefined || b === undefined) throw new Error('glu needs an even dimension');
  return tf.mul(a, tf.sigmoid(b));
};

export const softShrink = (x: Tensor, threshold = SHRINK): Tensor =>
  tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), threshold)));

export const hardShrink = (x: Tensor, threshold = SHRINK): Tensor =>
  zeroUnless(tf.greater(tf.abs(x), threshold), x);

export const squareplus = (x: Tensor, b = 4): Tensor =>
  tf.mul(0.5, tf.add(x, tf.sqrt(tf.add(tf.square(x), b))));

const sparsePlus = (x: Tensor): Tensor =>
  tf.where(tf.less(x, 1), tf.mul(0.25, tf.square(tf.relu(tf.add(x, 1)))), x);

/**
 * Keras `sparsemax` along the last axis: τ from the sum of all partial sums in the support (Martins & Astudillo 2016
 * take the last of them; we do as Keras does). The axis of `cumsum` is
 * positive because the WASM kernel runs out of its memory for −1 (tfjs 4.22, November 2026).
 */
const sparsemax = (x: Tensor): Tensor => {
  const size = x.shape[x.rank - 1] ?? 1;
  const sorted = tf.topk(x, size, true).values;
  const sums = tf.cumsum(sorted, x.rank - 1);
  const ranks = tf.range(1, size + 1);
  const support = tf.greater(tf.add(1, tf.mul(ranks, sorted)), sums);
  const count = tf.sum(tf.cast(support, 'float32'), -1, true);
  const total = tf.sum(tf.mul(sums, tf.cast(support, 'float32')), -1, true);
  return tf.relu(tf.sub(x, tf.div(tf.sub(total, 1), count)));
};

const SHRINK = 0.5;

/** Keras 3 by name. Source: keras/src/activations/activations.py */
export const FUNCTIONS = {
  linear: (x) => x,
  relu: later('relu'),
  relu6: (x) => clip(x, 0, 6),
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  elu: (x) => elu(x, 1),
  selu: (x) => tf.mul(SELU_SCALE, elu(x, SELU_ALPHA)),
  celu: (x) => elu(x, 1),
  gelu: (x) => gelu(x),
  sigmoid: later('sigmoid'),
  log_sigmoid: (x) => tf.neg(softplus(tf.neg(x))),
  hard_sigmoid: hardSigmoid,
  sparse_sigmoid: (x) => tf.mul(0.5, tf.add(1, clip(x, -1, 1))),
  tanh: later('tanh'),
  hard_tanh: (x) => clip(x, -1, 1),
  tanh_shrink: (x) => tf.sub(x, tf.tanh(x)),
  softplus,
  sparse_plus: sparsePlus,
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  soft_shrink: (x) => softShrink(x),
  hard_shrink: (x) => hardShrink(x),
  threshold: (x) => zeroUnless(tf.greater(x, 0), x),
  squareplus: (x) => squareplus(x),
  exponential: later('exp'),
  silu,
  swish: silu,
  hard_silu: hardSilu,
  hard_swish: hardSilu,
  mish: (x) => tf.mul(x, tf.tanh(softplus(x))),
  glu: (x) => glu(x),
  softmax: (x) => softmaxOver(x, [-1]),
  log_softmax: (x) => tf.logSoftmax(x),
  sparsemax,
} as const satisfies Readonly<Record<string, (x: Tensor) => Tensor>>;

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

const SCALARS: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  sigmoid,
  tanh: Math.tanh,
  hard_sigmoid: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
};

/** Keras 2 drew it steeper: clip(0.2 x + 0.5, 0, 1). Source: keras 2.15 `backend.hard_sigmoid` */
const HARD_SIGMOID_2: Activation = {
  name: 'hard_sigmoid',
  apply: (x) => clip(tf.add(tf.mul(0.2, x), 0.5), 0, 1),
  scalar: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
  ...activationByCode(ACTIVATION.hardSigmoid2),
};

/**
 * An activation as configs write it: a name, `{class_name: 'function', config: 'relu'}`, or a layer such as
 * `{class_name: 'LeakyReLU', config: {…}}`.
 *
 * @throws {FivefoldError} model/option-unsupported
 */
export function readActivation(value: Json, layer: LayerLabel, context: BuildContext): Activation {
  if (typeof value === 'string') return byName(value, layer, context);
  if (!isObject(value)) throw optionUnsupported(layer, 'activation', JSON.stringify(value).slice(0, 80));
  if (value.class_name === 'function' && typeof value.config === 'string') {
    return byName(value.config, layer, context);
  }
  return byLayer(context.build(value, context));
}

function byName(written: string, layer: LayerLabel, { kerasMajor }: BuildContext): Activation {
  const name = written.split(/[.>]/).at(-1) ?? written;
  if (name === 'hard_sigmoid' && kerasMajor === 2) return HARD_SIGMOID_2;
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name as keyof typeof FUNCTIONS] : undefined;
  if (apply === undefined) throw optionUnsupported(layer, 'activation', `"${written.slice(0, 80)}"`);
  const scalar = SCALARS[name];
  const known = { name, apply, ...activationByName(name) };
  return scalar === undefined ? known : { ...known, scalar };
}

function byLayer(layer: ReturnType<BuildContext['build']>): Activation {
  const apply = (x: Tensor): Tensor => {
    const [output] = layer.call({ args: [new Value(x)], kwargs: {} });
    if (output === undefined) throw new Error('an activation layer answers with one tensor');
    return output.tensor;
  };
  const lower: LowerActivation = (x, plan) => layer.lower?.({ args: [x], kwargs: {} }, plan)?.[0];
  return { name: layer.className, apply, lower };
}
