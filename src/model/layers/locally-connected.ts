import { tf } from '../tf.ts';
import { range } from './axes.ts';
import { layer, weight } from './definition.ts';
import { readBias } from './dense.ts';

type Tensor = tf.Tensor;

interface Patches {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly channelsFirst: boolean;
}

/** Every `stride`-th element from `offset` on, `count` of them, along an axis. */
function everyNth(x: Tensor, axis: number, offset: number, stride: number, count: number): Tensor {
  const begin = x.shape.map((_, i) => (i === axis ? offset : 0));
  const end = x.shape.map((size, i) => (i === axis ? offset + (count - 1) * stride + 1 : size));
  return tf.stridedSlice(
    x,
    begin,
    end,
    x.shape.map((_, i) => (i === axis ? stride : 1)),
  );
}

/** What the kernel of each place sees: (rows, channels, places…, taps) in the order of Keras's kernels. */
function patches(x: Tensor, { kernelSize, strides }: Patches, outputs: readonly number[]): Tensor[] {
  const taps = kernelSize.reduce<number[][]>(
    (all, size) => all.flatMap((tap) => range(size).map((i) => [...tap, i])),
    [[]],
  );
  return taps.map((tap) =>
    tap.reduce((y, offset, i) => everyNth(y, i + 1, offset, strides[i] ?? 1, outputs[i] ?? 1), x),
  );
}

/**
 * A convolution whose kernel is another at every place. Keras 2 only; `implementation` 2 and 3 store their weights in
 * other forms, which nobody was seen to use.
 */
const locallyConnected = (rank: 1 | 2) =>
  layer({
    source: `locally_connected/locally_connected${rank}d.py (Keras 2)`,
    only: { padding: 'valid', implementation: 1 },
    options: (config) => ({
      ...readBias(config),
      filters: config.count('filters'),
      kernelSize: config.sizes('kernel_size', rank),
      strides: config.sizes('strides', rank, 1),
      channelsFirst: config.channelsFirst(),
    }),
    weights: ({ filters, useBias }) => [
      weight('kernel', [null, null, filters]),
      useBias && weight('bias', undefined),
    ],
    run: (given, { options, weights }) => {
      const { channelsFirst, kernelSize, strides, filters } = options;
      const spatial = range(rank);
      const x = channelsFirst ? tf.transpose(given, [0, ...spatial.map((i) => i + 2), 1]) : given;
      const outputs = spatial.map((i) =>
        Math.floor(((x.shape[i + 1] ?? 0) - (kernelSize[i] ?? 1)) / (strides[i] ?? 1) + 1),
      );
      const [rows = 0] = x.shape;
      const channels = x.shape[x.rank - 1] ?? 1;
      const places = outputs.reduce((a, b) => a * b, 1);
      const parts = patches(x, options, outputs).map((part) => tf.reshape(part, [rows, places, channels]));
      // Taps before channels in a patch, channels before taps where they come first.
      const seen = tf.reshape(tf.stack(parts, channelsFirst ? 3 : 2), [
        rows,
        places,
        parts.length * channels,
      ]);
      const product = tf.matMul(tf.transpose(seen, [1, 0, 2]), weights.get('kernel'));
      const y = tf.reshape(tf.transpose(product, [1, 0, 2]), [rows, ...outputs, filters]);
      const placed = channelsFirst ? tf.transpose(y, [0, rank + 1, ...spatial.map((i) => i + 1)]) : y;
      const bias = weights.find('bias');
      // Keras takes the numbers of the bias in their order for whatever shape the output has.
      const added = bias && tf.reshape(bias, placed.shape.slice(1));
      return options.activation.apply(added === undefined ? placed : tf.add(placed, added));
    },
  });

export const locallyConnected1D = locallyConnected(1);
export const locallyConnected2D = locallyConnected(2);
