import { tf } from '../../tf.ts';
import { project } from '../dense.ts';
import { inPlace } from './activate.ts';
import { type Cell, doubles, multiplyRow, type Step } from './cell.ts';
import type { CellOptions, CellWeights } from './options.ts';

/** Keras `SimpleRNNCell`: h = act(x · kernel + bias + h · recurrent_kernel). Source: keras/src/layers/rnn/simple_rnn.py */
export function simpleRnnCell(options: CellOptions, weights: CellWeights): Cell {
  return {
    units: options.units,
    stateCount: 1,
    project: (x) => {
      const sums = project(x, weights.kernel);
      return weights.bias === undefined ? sums : tf.add(sums, weights.bias);
    },
    prepare: () => prepare(options, doubles(weights.recurrent, 0)),
  };
}

function prepare({ units, activation }: CellOptions, recurrent: Float64Array): Step {
  const activate = inPlace(activation);
  const sums = new Float64Array(units);
  return (gates, at, [h]) => {
    if (h === undefined) throw new Error('a SimpleRNN has one state');
    multiplyRow(h, recurrent, units, 0, sums);
    for (let j = 0; j < units; j++) sums[j] = (sums[j] as number) + (gates[at + j] as number);
    activate(sums, 0, units);
    h.set(sums);
  };
}
