import type { LayerConfig } from '../../config/layer-config.ts';
import { tf } from '../../tf.ts';
import { range, sliceAxis } from '../axes.ts';
import { convolve, readWindow, type Window } from '../convolution.ts';
import { layer, type Running, weight } from '../definition.ts';
import { initialStates, type RecurrentOptions, readRecurrent } from './layers.ts';

type Tensor = tf.Tensor;
type Rank = 1 | 2 | 3;

interface ConvLstm extends RecurrentOptions {
  readonly window: Window;
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly useBias: boolean;
  readonly activate: (x: Tensor) => Tensor;
  readonly gate: (x: Tensor) => Tensor;
}

function readConvLstm(config: LayerConfig, rank: Rank): ConvLstm {
  return {
    ...readRecurrent(config),
    window: readWindow(config, rank),
    filters: config.count('filters'),
    kernelSize: config.sizes('kernel_size', rank),
    useBias: config.boolean('use_bias', true),
    activate: config.activation('activation', 'tanh').apply,
    gate: config.activation('recurrent_activation', 'sigmoid').apply,
  };
}

interface States {
  readonly h: Tensor;
  readonly c: Tensor;
}

/** Gates in the order i, f, g, o; channels last. */
function advance(gates: Tensor, { h, c }: States, kernel: Tensor, options: ConvLstm): States {
  const still = options.kernelSize.map(() => 1);
  const window: Window = { ...options.window, strides: still, dilation: still, padding: 'same' };
  const [i, f, g, o] = tf.split(tf.add(gates, convolve(h, kernel, window)), 4, -1) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  const { gate, activate } = options;
  const next = tf.add(tf.mul(gate(f), c), tf.mul(gate(i), activate(g)));
  return { h: tf.mul(gate(o), activate(next)), c: next };
}

/** x ∗ kernel + bias for all steps at once: (rows, steps, …) → (rows, steps, …, 4 · filters) */
function project(x: Tensor, { weights, options }: Running<ConvLstm>): Tensor {
  const [rows = 0, steps = 0, ...rest] = x.shape;
  const pictures = tf.reshape(x, [rows * steps, ...rest]);
  const y = convolve(pictures, weights.get('cell/kernel'), options.window);
  const bias = weights.find('cell/bias');
  return tf.reshape(bias === undefined ? y : tf.add(y, bias), [rows, steps, ...y.shape.slice(1)]);
}

/** One step of all rows where the mask says so. */
function whereUsed(used: Tensor | undefined, next: Tensor, kept: Tensor): Tensor {
  return used === undefined ? next : tf.add(tf.mul(used, next), tf.mul(tf.sub(1, used), kept));
}

interface Progress extends States {
  readonly outputs: readonly Tensor[];
}

function runSteps(x: Tensor, running: Running<ConvLstm>, start: readonly Tensor[]): Progress {
  const { options, weights, masks } = running;
  const gates = project(x, running);
  const [rows = 0, steps = 0, ...spatial] = gates.shape.slice(0, -1);
  const zeros = tf.zeros([rows, ...spatial, options.filters]);
  const mask =
    masks[0] && tf.reshape(tf.cast(masks[0], 'float32'), [rows, steps, ...zeros.shape.slice(1).map(() => 1)]);
  let states: States = { h: start[0] ?? zeros, c: start[1] ?? zeros };
  let output = zeros;
  const outputs: Tensor[] = [];
  for (const step of options.goBackwards ? range(steps).reverse() : range(steps)) {
    const at = (all: Tensor): Tensor => tf.squeeze(sliceAxis(all, 1, step, 1), [1]);
    const used = mask && at(mask);
    const next = advance(at(gates), states, weights.get('cell/recurrent_kernel'), options);
    output = whereUsed(used, next.h, options.zeroOutputForMask ? zeros : output);
    states = { h: whereUsed(used, next.h, states.h), c: whereUsed(used, next.c, states.c) };
    outputs.push(output);
  }
  return { ...states, outputs };
}

/** Channels to the end (or back) behind rows, or behind rows and steps. */
function moved(x: Tensor, channelsFirst: boolean, back: boolean, leading: number): Tensor {
  if (!channelsFirst) return x;
  const lead = range(leading);
  const spatial = range(x.rank - leading - 1);
  return back
    ? tf.transpose(x, [...lead, x.rank - 1, ...spatial.map((i) => i + leading)])
    : tf.transpose(x, [...lead, ...spatial.map((i) => i + leading + 1), leading]);
}

/** An LSTM whose products are convolutions: i, f, g, o = x ∗ kernel + h ∗ recurrent_kernel + bias */
const convLstm = (rank: Rank) =>
  layer({
    source: `rnn/conv_lstm${rank}d.py`,
    only: { time_major: false },
    options: (config) => readConvLstm(config, rank),
    weights: ({ kernelSize, filters, useBias }) => [
      weight('cell/kernel', [...kernelSize, null, 4 * filters]),
      weight('cell/recurrent_kernel', [...kernelSize, filters, 4 * filters]),
      useBias && weight('cell/bias', [4 * filters]),
    ],
    mask: (_x, { options, masks: [mask] }) => (options.returnSequences ? mask : undefined),
    run: (x, running) => {
      const { returnSequences, returnState, window } = running.options;
      const first = window.channelsFirst;
      const start = initialStates(running).map((state) => moved(state, first, false, 1));
      const { h, c, outputs } = runSteps(moved(x, first, false, 2), running, start);
      const y = returnSequences
        ? moved(tf.stack([...outputs], 1), first, true, 2)
        : moved(outputs.at(-1) ?? h, first, true, 1);
      return returnState ? [y, moved(h, first, true, 1), moved(c, first, true, 1)] : y;
    },
  });

export const convLSTM1D = convLstm(1);
export const convLSTM2D = convLstm(2);
export const convLSTM3D = convLstm(3);
