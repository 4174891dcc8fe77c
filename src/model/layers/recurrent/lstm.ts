import type { Tensor } from '@tensorflow/tfjs-core';
import { fusedLstm, type RunLstm } from '../../engines/fused.ts';
import { tf } from '../../tf.ts';
import { project } from '../dense.ts';
import { inPlace } from './activate.ts';
import { type Cell, doubles, multiplyRow, type Step } from './cell.ts';
import type { CellOptions, CellWeights } from './options.ts';

/**
 * Keras `LSTMCell`, gates in the order i, f, g, o of x · kernel + h · recurrent_kernel + bias:
 * c = σ(f) · c + σ(i) · act(g), h = σ(o) · act(c). Source: keras/src/layers/rnn/lstm.py
 */
export function lstmCell(options: CellOptions, weights: CellWeights): Cell {
  const { units } = options;
  const runFused = isUsual(options) ? fusedLstm() : undefined;
  return {
    units,
    stateCount: 2,
    ...(runFused && { runWhole: (x, initial) => runWhole(runFused, x, initial, weights) }),
    project: (x) => {
      const gates = project(x, weights.kernel);
      return weights.bias === undefined ? gates : tf.add(gates, weights.bias);
    },
    prepare: () => prepare(options, doubles(weights.recurrent, 0)),
  };
}

/** The one kind that engines have as a whole. */
function isUsual({ activation, recurrentActivation }: CellOptions): boolean {
  return activation.name === 'tanh' && recurrentActivation.name === 'sigmoid';
}

function runWhole(
  run: RunLstm,
  x: Tensor,
  initial: readonly Tensor[],
  weights: CellWeights,
): readonly Tensor[] {
  const zeros = () => tf.zeros([x.shape[0] ?? 0, weights.recurrent.shape[0] ?? 0]);
  const [h = zeros(), c = zeros()] = initial;
  const states = run({ ...weights, x, h, c });
  return [states.h, states.c];
}

function prepare({ units, activation, recurrentActivation }: CellOptions, recurrent: Float64Array): Step {
  const activate = inPlace(activation);
  const gate = inPlace(recurrentActivation);
  const z = new Float64Array(4 * units);
  const output = new Float64Array(units);
  return (gates, at, [h, c]) => {
    if (h === undefined || c === undefined) throw new Error('an LSTM has two states');
    multiplyRow(h, recurrent, 4 * units, 0, z);
    for (let j = 0; j < z.length; j++) z[j] = (z[j] as number) + (gates[at + j] as number);
    gate(z, 0, 2 * units);
    activate(z, 2 * units, 3 * units);
    gate(z, 3 * units, 4 * units);
    for (let j = 0; j < units; j++) {
      c[j] = (z[units + j] as number) * (c[j] as number) + (z[j] as number) * (z[2 * units + j] as number);
    }
    output.set(c);
    activate(output, 0, units);
    for (let j = 0; j < units; j++) h[j] = (z[3 * units + j] as number) * (output[j] as number);
  };
}
