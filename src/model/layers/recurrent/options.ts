import type { Tensor } from '@tensorflow/tfjs-core';
import type { RecurrentKind } from '../../../kernels/sizes.ts';
import type { LayerConfig } from '../../config/layer-config.ts';
import type { WeightSlot } from '../../graph.ts';
import type { Weights } from '../../weights.ts';
import type { Activation } from '../activations.ts';
import { weight } from '../definition.ts';
import type { Cell } from './cell.ts';
import { type GruOptions, gruCell } from './gru.ts';
import { lstmCell } from './lstm.ts';
import { simpleRnnCell } from './simple-rnn.ts';

export interface CellOptions {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly resetAfter?: boolean;
}

export interface CellWeights {
  readonly kernel: Tensor;
  readonly recurrent: Tensor;
  readonly bias: Tensor | undefined;
}

/** What is known of a kind of cell before its weights are. */
export interface CellKind<O extends CellOptions = CellOptions> {
  readonly source: string;
  readonly gates: number;
  /** Which kernel runs it. */
  readonly kernel: RecurrentKind;
  read(config: LayerConfig): O;
  biasShape(options: O): number[];
  make(options: O, weights: CellWeights): Cell;
}

function readCell(config: LayerConfig): CellOptions {
  return {
    units: config.count('units'),
    useBias: config.boolean('use_bias', true),
    activation: config.activation('activation', 'tanh'),
    recurrentActivation: config.activation('recurrent_activation', 'sigmoid'),
  };
}

export const LSTM: CellKind = {
  source: 'rnn/lstm.py',
  gates: 4,
  kernel: 'lstm',
  read: readCell,
  biasShape: ({ units }) => [4 * units],
  make: lstmCell,
};

export const GRU: CellKind<GruOptions> = {
  source: 'rnn/gru.py',
  gates: 3,
  kernel: 'gru',
  read: (config) => ({
    ...readCell(config),
    resetAfter: config.boolean('reset_after', config.context.kerasMajor > 2),
  }),
  biasShape: ({ units, resetAfter }) => (resetAfter ? [2, 3 * units] : [3 * units]),
  make: gruCell,
};

export const SIMPLE_RNN: CellKind = {
  source: 'rnn/simple_rnn.py',
  gates: 1,
  kernel: 'simpleRnn',
  read: readCell,
  biasShape: ({ units }) => [units],
  make: simpleRnnCell,
};

/** @param path - `cell/` in layers that hold their cell, empty in a cell itself */
export function cellSlots<O extends CellOptions>(
  kind: CellKind<O>,
  options: O,
  path: string,
): (WeightSlot | false)[] {
  const columns = kind.gates * options.units;
  return [
    weight(`${path}kernel`, [null, columns]),
    weight(`${path}recurrent_kernel`, [options.units, columns]),
    options.useBias && weight(`${path}bias`, kind.biasShape(options)),
  ];
}

export function cellWeights(weights: Weights, path: string): CellWeights {
  return {
    kernel: weights.get(`${path}kernel`),
    recurrent: weights.get(`${path}recurrent_kernel`),
    bias: weights.find(`${path}bias`),
  };
}
