import { tf } from '../../tf.ts';
import { project } from '../dense.ts';
import { inPlace } from './activate.ts';
import { type Cell, doubles, multiplyRow, type Step } from './cell.ts';
import type { CellOptions, CellWeights } from './options.ts';

export interface GruOptions extends CellOptions {
  /** The reset gate acts after the recurrent product (the default since Keras 2.3), or on the state before it. */
  readonly resetAfter: boolean;
}

/**
 * Keras `GRUCell`, gates in the order z, r, h: h = z · h + (1 − z) · act(candidate), where the candidate is
 * x·W + r · (h·U + b′) after, or x·W + (r · h)·U before. Source: keras/src/layers/rnn/gru.py
 */
export function gruCell(options: GruOptions, weights: CellWeights): Cell {
  const { units, resetAfter } = options;
  return {
    units,
    stateCount: 1,
    project: (x) => {
      const gates = project(x, weights.kernel);
      if (weights.bias === undefined) return gates;
      return tf.add(gates, resetAfter ? tf.gather(weights.bias, 0) : weights.bias);
    },
    prepare: () => (resetAfter ? prepareAfter(options, weights) : prepareBefore(options, weights)),
  };
}

function prepareAfter({ units, activation, recurrentActivation }: GruOptions, weights: CellWeights): Step {
  const recurrent = doubles(weights.recurrent, 0);
  const bias = doubles(weights.bias, 6 * units).subarray(3 * units);
  const activate = inPlace(activation);
  const gate = inPlace(recurrentActivation);
  const inner = new Float64Array(3 * units);
  const candidate = new Float64Array(units);
  return (gates, at, [h]) => {
    if (h === undefined) throw new Error('a GRU has one state');
    multiplyRow(h, recurrent, 3 * units, 0, inner);
    for (let j = 0; j < inner.length; j++) inner[j] = (inner[j] as number) + (bias[j] as number);
    for (let j = 0; j < 2 * units; j++) inner[j] = (inner[j] as number) + (gates[at + j] as number);
    gate(inner, 0, 2 * units);
    for (let j = 0; j < units; j++) {
      const product = (inner[units + j] as number) * (inner[2 * units + j] as number);
      candidate[j] = (gates[at + 2 * units + j] as number) + product;
    }
    activate(candidate, 0, units);
    blend(h, inner, candidate);
  };
}

function prepareBefore({ units, activation, recurrentActivation }: GruOptions, weights: CellWeights): Step {
  const recurrent = doubles(weights.recurrent, 0);
  const activate = inPlace(activation);
  const gate = inPlace(recurrentActivation);
  const inner = new Float64Array(2 * units);
  const kept = new Float64Array(units);
  const candidate = new Float64Array(units);
  return (gates, at, [h]) => {
    if (h === undefined) throw new Error('a GRU has one state');
    multiplyRow(h, recurrent, 3 * units, 0, inner);
    for (let j = 0; j < 2 * units; j++) inner[j] = (inner[j] as number) + (gates[at + j] as number);
    gate(inner, 0, 2 * units);
    for (let j = 0; j < units; j++) kept[j] = (inner[units + j] as number) * (h[j] as number);
    multiplyRow(kept, recurrent, 3 * units, 2 * units, candidate);
    for (let j = 0; j < units; j++) {
      candidate[j] = (candidate[j] as number) + (gates[at + 2 * units + j] as number);
    }
    activate(candidate, 0, units);
    blend(h, inner, candidate);
  };
}

/** h = z · h + (1 − z) · candidate */
function blend(h: Float64Array, z: Float64Array, candidate: Float64Array): void {
  for (let j = 0; j < h.length; j++) {
    const share = z[j] as number;
    h[j] = share * (h[j] as number) + (1 - share) * (candidate[j] as number);
  }
}
