import { isList } from '../../config/json.ts';
import type { LayerConfig } from '../../config/layer-config.ts';
import { classNameOf, numbered } from '../../config/names.ts';
import { leavesOf } from '../../config/tree.ts';
import { layerError } from '../../failure.ts';
import { isValue, type Layer, type Value } from '../../graph.ts';
import { lowerRecurrent, type Recurrence } from '../../plan/lower/recurrent.ts';
import { tf } from '../../tf.ts';
import type { Weights } from '../../weights.ts';
import { type LayerClass, layer, type Running } from '../definition.ts';
import type { Cell } from './cell.ts';
import { type CellKind, type CellOptions, cellSlots, cellWeights, GRU, LSTM, SIMPLE_RNN } from './options.ts';
import { runSequence, type SequenceOptions } from './sequence.ts';

type Tensor = tf.Tensor;

export interface RecurrentOptions extends SequenceOptions {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

export function readRecurrent(config: LayerConfig): RecurrentOptions {
  if (config.boolean('stateful', false)) {
    config.context.warn(`Layer "${config.layer.name}" is stateful; every batch starts from zero states.`);
  }
  return {
    goBackwards: config.boolean('go_backwards', false),
    zeroOutputForMask: config.boolean('zero_output_for_mask', false),
    returnSequences: config.boolean('return_sequences', false),
    returnState: config.boolean('return_state', false),
  };
}

/** The states that a call gives beside the sequence, as a list or by `initial_state=`. */
export function initialStates({ inputs, call }: Running<unknown>): readonly Tensor[] {
  if (inputs.length > 1) return inputs.slice(1);
  return leavesOf<Value>(call.kwargs.initial_state ?? null, isValue).map(({ tensor }) => tensor);
}

/**
 * Runs stacked cells, each over the whole sequence before the next: the same as all of them step by step, because
 * a cell sees nothing of later ones.
 */
function runCells(cells: readonly Cell[], x: Tensor, running: Running<RecurrentOptions>): Tensor[] {
  const { options } = running;
  const [mask] = running.masks;
  const given = [...initialStates(running)];
  const states: Tensor[] = [];
  let goBackwards = options.goBackwards;
  let sequence = x;
  let last = x;
  let order = mask;
  for (const cell of cells) {
    const result = runSequence(cell, sequence, given.splice(0, cell.stateCount), order, {
      ...options,
      goBackwards,
    });
    sequence = result.outputs;
    last = result.last;
    states.push(...result.states);
    // As integers: the WASM kernel reverses booleans beyond their memory (tfjs 4.22, November 2026).
    if (goBackwards) order = order && tf.reverse(tf.cast(order, 'int32'), 1);
    goBackwards = false;
  }
  const output = options.returnSequences ? sequence : last;
  return options.returnState ? [output, ...states] : [output];
}

/** What kernels need to know of it. */
function recurrenceOf<O extends CellOptions>(
  { kernel: kind }: CellKind<O>,
  { cell, ...options }: RecurrentOptions & { readonly cell: O },
  weights: Weights,
): Recurrence {
  return {
    ...options,
    kind,
    units: cell.units,
    kernel: weights.floats('cell/kernel'),
    recurrent: weights.floats('cell/recurrent_kernel'),
    bias: weights.findFloats('cell/bias'),
    activation: cell.activation.code,
    gate: cell.recurrentActivation.code,
    resetAfter: cell.resetAfter === true,
  };
}

/** A layer that holds one cell of its kind: `LSTM`, `GRU`, `SimpleRNN`. */
const recurrent = <O extends CellOptions>(kind: CellKind<O>): LayerClass =>
  layer({
    source: kind.source,
    only: { time_major: false },
    options: (config) => ({ ...readRecurrent(config), cell: kind.read(config) }),
    recurrence: (options, weights) => recurrenceOf(kind, options, weights),
    lower: (x, lowering) =>
      lowerRecurrent(x, lowering, recurrenceOf(kind, lowering.options, lowering.weights)),
    weights: ({ cell }) => cellSlots(kind, cell, 'cell/'),
    mask: (_x, { options, masks: [mask] }) => (options.returnSequences ? mask : undefined),
    run: (x, running) => {
      const cell = kind.make(running.options.cell, cellWeights(running.weights, 'cell/'));
      return runCells([cell], x, running);
    },
  });

export const lstm = recurrent(LSTM);
export const gru = recurrent(GRU);
export const simpleRNN = recurrent(SIMPLE_RNN);

const cell = <O extends CellOptions>(kind: CellKind<O>): LayerClass =>
  layer({
    source: kind.source,
    options: (config) => kind.read(config),
    weights: (options) => cellSlots(kind, options, ''),
    cells: (options, weights) => [kind.make(options, cellWeights(weights, ''))],
    run: onlyInsideRnn,
  });

export const lstmCell = cell(LSTM);
export const gruCell = cell(GRU);
export const simpleRNNCell = cell(SIMPLE_RNN);

/** Cells on top of each other. */
export const stackedRNNCells = layer({
  source: 'rnn/stacked_rnn_cells.py',
  options: (config) => {
    const cells = config.value('cells');
    if (!isList(cells)) throw config.invalid('cells', 'a list of cells');
    const paths = numbered(cells.map((cell) => classNameOf(cell)));
    return { cells: cells.map((cell, i) => config.adopt(cell, `cells/${paths[i]}`)) };
  },
  cells: ({ cells }) => cells.flatMap((cell) => cellsOf(cell)),
  run: onlyInsideRnn,
});

/** A layer around any cell. */
export const rnn = layer({
  source: 'rnn/rnn.py',
  only: { time_major: false },
  options: (config) => ({ ...readRecurrent(config), cell: config.child('cell') }),
  mask: (_x, { options, masks: [mask] }) => (options.returnSequences ? mask : undefined),
  run: (x, running) => runCells(cellsOf(running.options.cell), x, running),
});

function cellsOf(layer: Layer): readonly Cell[] {
  if (layer.cells !== undefined) return layer.cells();
  throw layerError(
    'model/layer-unsupported',
    layer,
    'is not a recurrent cell that the grader knows.',
    'Use LSTMCell, GRUCell, SimpleRNNCell or StackedRNNCells of these.',
  );
}

function onlyInsideRnn(): never {
  throw new Error('a cell runs only inside RNN');
}
