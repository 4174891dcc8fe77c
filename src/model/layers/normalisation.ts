import type { LayerConfig } from '../config/layer-config.ts';
import {
  lowerBatchNormalization,
  lowerLayerNormalization,
  lowerLayerScale,
  lowerNormalization,
} from '../plan/lower/normalisation.ts';
import { tf } from '../tf.ts';
import { broadcastOn, inferAxes, moveAxis } from './axes.ts';
import { layer, type Running, state, weight } from './definition.ts';

type Tensor = tf.Tensor;

interface Affine {
  readonly axes: readonly number[];
  readonly epsilon: number;
  readonly scale: boolean;
  readonly center: boolean;
}

function readAffine(config: LayerConfig): Affine {
  return {
    axes: config.integers('axis') ?? [-1],
    epsilon: config.number('epsilon', 1e-3),
    scale: config.boolean('scale', true),
    center: config.boolean('center', true),
  };
}

/** y · gamma + beta along the axes that have weights. */
function affine(y: Tensor, axes: readonly number[], { weights }: Running<unknown>): Tensor {
  const gamma = weights.find('gamma');
  const beta = weights.find('beta');
  const scaled = gamma === undefined ? y : tf.mul(y, broadcastOn(gamma, axes, y));
  return beta === undefined ? scaled : tf.add(scaled, broadcastOn(beta, axes, y));
}

/** (x − mean) / √(variance + ε), moments over the given axes. */
export function standardise(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const centred = tf.sub(x, tf.mean(x, [...axes], true));
  const variance = tf.mean(tf.square(centred), [...axes], true);
  return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
}

/** (x − moving mean) / √(moving variance + ε) · gamma + beta */
export const batchNormalization = layer({
  source: 'normalization/batch_normalization.py',
  mask: 'pass',
  trains: 'unless frozen',
  only: { renorm: false },
  options: (config) => {
    const options = readAffine(config);
    if (options.axes.length !== 1) throw config.unsupported('axis');
    return options;
  },
  weights: ({ scale, center }) => [
    scale && weight('gamma', [null]),
    center && weight('beta', [null]),
    state('moving_mean', [null]),
    state('moving_variance', [null]),
  ],
  lower: lowerBatchNormalization,
  run: (x, { options, weights }) => {
    const axes = inferAxes(options.axes, x.rank);
    const gamma = weights.find('gamma');
    const beta = weights.find('beta');
    const inverse = tf.rsqrt(tf.add(weights.get('moving_variance'), options.epsilon));
    const factor = gamma === undefined ? inverse : tf.mul(inverse, gamma);
    const shift = tf.neg(tf.mul(weights.get('moving_mean'), factor));
    const offset = beta === undefined ? shift : tf.add(shift, beta);
    return tf.add(tf.mul(x, broadcastOn(factor, axes, x)), broadcastOn(offset, axes, x));
  },
});

/** (x − mean) / √(variance + ε) · gamma + beta, moments of each example */
export const layerNormalization = layer({
  source: 'normalization/layer_normalization.py',
  mask: 'pass',
  only: { rms_scaling: false },
  options: readAffine,
  weights: ({ scale, center, axes }) => {
    const shape = axes.map(() => null);
    return [scale && weight('gamma', shape), center && weight('beta', shape)];
  },
  lower: lowerLayerNormalization,
  run: (x, running) => {
    const axes = inferAxes(running.options.axes, x.rank);
    return affine(standardise(x, axes, running.options.epsilon), axes, running);
  },
});

/** Like LayerNormalization, over all axes but the first, each group of channels for itself. */
export const groupNormalization = layer({
  source: 'normalization/group_normalization.py',
  mask: 'pass',
  options: (config) => {
    const options = { ...readAffine(config), groups: config.integer('groups', 32) };
    if (options.axes.length !== 1) throw config.unsupported('axis');
    return options;
  },
  weights: ({ scale, center }) => [scale && weight('gamma', [null]), center && weight('beta', [null])],
  run: (x, running) => {
    const { axes, groups: asked, epsilon } = running.options;
    const [axis = 1] = inferAxes(axes, x.rank);
    const channels = x.shape[axis] ?? 1;
    const groups = asked === -1 ? channels : asked;
    const front = moveAxis(x, axis, 1);
    const rows = tf.reshape(front, [(x.shape[0] ?? 1) * groups, front.size / ((x.shape[0] ?? 1) * groups)]);
    const normal = tf.reshape(standardise(rows, [1], epsilon), front.shape);
    return affine(moveAxis(normal, 1, axis), [axis], running);
  },
});

/** x / √(mean x² + ε) · scale */
export const rmsNormalization = layer({
  source: 'normalization/rms_normalization.py',
  options: (config) => ({ axes: config.integers('axis') ?? [-1], epsilon: config.number('epsilon', 1e-6) }),
  weights: ({ axes }) => [
    weight(
      'scale',
      axes.map(() => null),
    ),
  ],
  run: (x, { options, weights }) => {
    const axes = inferAxes(options.axes, x.rank);
    const meanSquare = tf.mean(tf.square(x), axes, true);
    const normal = tf.mul(x, tf.rsqrt(tf.add(meanSquare, options.epsilon)));
    return tf.mul(normal, broadcastOn(weights.get('scale'), axes, x));
  },
});

/** x / √(Σ x²): unit length along the axes */
export const unitNormalization = layer({
  source: 'normalization/unit_normalization.py',
  mask: 'pass',
  options: (config) => ({ axes: config.integers('axis') ?? [-1] }),
  run: (x, { options }) => unitLength(x, inferAxes(options.axes, x.rank)),
});

/** Keras `normalize`, order 2: nothing is divided by less than 10⁻⁶. */
export function unitLength(x: Tensor, axes: readonly number[]): Tensor {
  return tf.mul(x, tf.rsqrt(tf.maximum(tf.sum(tf.square(x), [...axes], true), 1e-12)));
}

/** (x − mean) / max(√variance, 10⁻⁷), or back again with `invert` */
export const normalization = layer({
  source: 'preprocessing/normalization.py',
  mask: 'pass',
  options: (config) => ({
    axes: config.integers('axis') ?? [],
    mean: config.numbers('mean'),
    variance: config.numbers('variance'),
    invert: config.boolean('invert', false),
  }),
  weights: ({ mean, axes }) => {
    if (mean !== undefined) return [];
    const shape = axes.map(() => null);
    return [state('mean', shape), state('variance', shape), state('count', [])];
  },
  lower: lowerNormalization,
  lowersWhole: true,
  run: (x, { options, weights }) => {
    const axes = inferAxes(options.axes, x.rank);
    const constant = (values: number[] | undefined, name: string): Tensor => {
      if (values?.length === 1) return tf.scalar(values[0] ?? 0);
      return broadcastOn(values === undefined ? weights.get(name) : tf.tensor1d(values), axes, x);
    };
    const mean = constant(options.mean, 'mean');
    const deviation = tf.maximum(tf.sqrt(constant(options.variance, 'variance')), 1e-7);
    const numbers = tf.cast(x, 'float32');
    return options.invert
      ? tf.add(mean, tf.mul(numbers, deviation))
      : tf.div(tf.sub(numbers, mean), deviation);
  },
});

/** x · gamma per channel: the class of its own that ConvNeXt brings along. */
export const layerScale = layer({
  source: 'keras/src/applications/convnext.py',
  options: (config) => ({ size: config.count('projection_dim') }),
  weights: ({ size }) => [weight('gamma', [size])],
  lower: lowerLayerScale,
  run: (x, { weights }) => tf.mul(x, weights.get('gamma')),
});
