import {
  lowerActivation,
  lowerElu,
  lowerLeakyReLU,
  lowerReLU,
  lowerSoftmax,
  lowerThreshold,
} from '../plan/lower/activations.ts';
import { lowerPReLU } from '../plan/lower/prelu.ts';
import { tf } from '../tf.ts';
import { elu as eluOf } from './activations.ts';
import { softmaxOver } from './axes.ts';
import { layer, weight } from './definition.ts';

/** Any activation by name, function or layer. */
export const activation = layer({
  source: 'activations/activation.py',
  mask: 'pass',
  options: (config) => ({ activation: config.activation('activation') }),
  lower: lowerActivation,
  run: (x, { options }) => options.activation.apply(x),
});

/**
 * x where x ≥ threshold (at most max), slope · (x − threshold) below
 */
export const reLU = layer({
  source: 'activations/relu.py',
  mask: 'pass',
  options: (config) => ({
    maximum: config.value('max_value') === undefined ? Number.POSITIVE_INFINITY : config.number('max_value'),
    slope: config.number('negative_slope', 0),
    threshold: config.number('threshold', 0),
  }),
  lower: lowerReLU,
  run: (x, { options: { maximum, slope, threshold } }) => {
    const above = tf.minimum(x, maximum);
    if (threshold === 0 && slope === 0) return tf.relu(above);
    return tf.where(tf.greater(x, threshold), above, tf.mul(slope, tf.sub(x, threshold)));
  },
});

/** x where positive, slope · x elsewhere. Keras 2 calls the slope `alpha`. */
export const leakyReLU = layer({
  source: 'activations/leaky_relu.py',
  mask: 'pass',
  options: (config) => ({ slope: config.number('negative_slope', config.number('alpha', 0.3)) }),
  lower: lowerLeakyReLU,
  run: (x, { options }) => tf.leakyRelu(x, options.slope),
});

/** x where positive, α (eˣ − 1) elsewhere */
export const elu = layer({
  source: 'activations/elu.py',
  mask: 'pass',
  options: (config) => ({ alpha: config.number('alpha', 1) }),
  lower: lowerElu,
  run: (x, { options }) => eluOf(x, options.alpha),
});

/** x where positive, alpha · x elsewhere, with an alpha for each element (or shared along axes) */
export const pReLU = layer({
  source: 'activations/prelu.py',
  mask: 'pass',
  options: () => ({}),
  weights: () => [weight('alpha', undefined)],
  lower: lowerPReLU,
  run: (x, { weights }) => tf.sub(tf.relu(x), tf.mul(weights.get('alpha'), tf.relu(tf.neg(x)))),
});

/** x where x > theta, else 0. Keras 2 only. */
export const thresholdedReLU = layer({
  source: 'activations/thresholded_relu.py (Keras 2)',
  mask: 'pass',
  options: (config) => ({ theta: config.number('theta', 1) }),
  lower: lowerThreshold,
  run: (x, { options }) => tf.mul(x, tf.cast(tf.greater(x, options.theta), 'float32')),
});

/** eˣ / Σ eˣ along the axes; masked elements get nothing */
export const softmax = layer({
  source: 'activations/softmax.py',
  mask: 'pass',
  options: (config) => ({ axes: config.integers('axis') ?? [-1] }),
  lower: lowerSoftmax,
  run: (x, { options, masks: [mask] }) => {
    if (mask === undefined) return softmaxOver(x, options.axes);
    const kept = tf.broadcastTo(tf.cast(mask, 'bool'), x.shape);
    const shares = softmaxOver(tf.where(kept, x, tf.fill(x.shape, MASKED)), options.axes);
    return tf.mul(shares, tf.cast(kept, 'float32'));
  },
});

/** Keras `_large_negative_number` for float32. */
const MASKED = -1e9;
