import { describe, expect, it } from 'vitest';
import {
  ACTIVATION,
  type ActivationCode,
  type Address,
  packedGatesBytes,
  type RecurrentKind,
  recurrentScratchBytes,
} from '../../src/kernels/index.ts';
import { compute, expectClose, hex, type Laboratory, numbers } from './laboratory.ts';
import {
  gruStep,
  lstmStep,
  runSteps,
  type Sequence,
  type Step,
  simpleRnnStep,
  type Weights,
} from './recurrent-reference.ts';

const SIZES: readonly Sequence[] = [
  { rows: 1, steps: 3, features: 1, units: 1 },
  { rows: 5, steps: 4, features: 3, units: 7 },
  { rows: 7, steps: 5, features: 13, units: 8 },
  { rows: 50, steps: 3, features: 2, units: 33 },
];

interface Options {
  readonly activation: ActivationCode;
  readonly gate: ActivationCode;
  readonly mask: Uint8Array | undefined;
  readonly zeroMasked: boolean;
  readonly backwards: boolean;
  /** Only the last output of each row. */
  readonly last: boolean;
}

const PLAIN: Options = {
  activation: ACTIVATION.tanh,
  gate: ACTIVATION.sigmoid,
  mask: undefined,
  zeroMasked: false,
  backwards: false,
  last: false,
};

interface Kind {
  readonly name: RecurrentKind;
  readonly gates: number;
  readonly resetAfter: boolean;
}

const KINDS: readonly (Kind & { readonly title: string })[] = [
  { title: 'lstm', name: 'lstm', gates: 4, resetAfter: false },
  { title: 'gru, reset after the product', name: 'gru', gates: 3, resetAfter: true },
  { title: 'gru, reset before the product', name: 'gru', gates: 3, resetAfter: false },
  { title: 'simpleRnn', name: 'simpleRnn', gates: 1, resetAfter: false },
];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const relu = (x: number): number => Math.max(x, 0);
const hardSigmoid = (x: number): number => Math.min(Math.max(0.2 * x + 0.5, 0), 1);

function weightsOf({ gates }: Kind, { features, units }: Sequence): Weights {
  const small = (count: number, seed: number) => numbers(count, seed).map((value) => value / 2);
  return {
    kernel: small(features * gates * units, 2),
    recurrent: small(units * gates * units, 3),
    bias: small(gates * units, 4),
    recurrentBias: small(gates * units, 5),
  };
}

const inputOf = ({ rows, steps, features }: Sequence) => numbers(rows * steps * features, 1);

/** Rows whose first, last, some or all steps are masked. */
function maskOf({ rows, steps }: Sequence): Uint8Array {
  return Uint8Array.from({ length: rows * steps }, (_, i) => ((i * 7) % 5 < 3 ? 1 : 0)).fill(0, 0, steps);
}

function run(lab: Laboratory, kind: Kind, size: Sequence, options: Options): Float32Array {
  const { rows, steps, features, units } = size;
  const weights = weightsOf(kind, size);
  const packed = (values: Float32Array, K: number): Address => {
    const address = lab.roomBytes(packedGatesBytes(K, kind.gates, units));
    lab.kernels.packGates(lab.put(values), K, kind.gates, units, address);
    return address;
  };
  const mask = options.mask === undefined ? 0 : lab.putBytes(options.mask);
  const count = options.last ? rows * units : rows * steps * units;
  const [x, y] = [lab.put(inputOf(size)), lab.room(count)];
  const [first, sign] = options.backwards ? [steps - 1, -1] : [0, 1];
  const [yRow, yStep] = options.last ? [units, 0] : [steps * units, units];
  const given = [
    ...([x + first * features * 4, steps * features, sign * features, rows, steps, features, units] as const),
    ...([
      packed(weights.kernel, features),
      packed(weights.recurrent, units),
      packed(weights.bias, 1),
    ] as const),
    ...([mask === 0 ? 0 : mask + first, steps, sign, options.zeroMasked] as const),
    ...([
      y + first * yStep * 4,
      yRow,
      sign * yStep,
      lab.roomBytes(recurrentScratchBytes(kind.name, rows, units)),
    ] as const),
    options.activation,
  ] as const;
  if (kind.name === 'lstm') lab.kernels.lstm(...given, options.gate);
  else if (kind.name === 'simpleRnn') lab.kernels.simpleRnn(...given);
  else lab.kernels.gru(...given, options.gate, kind.resetAfter, packed(weights.recurrentBias, 1));
  return lab.numbers(y, count);
}

function stepOf(kind: Kind, size: Sequence, act = Math.tanh, gate = sigmoid): Step {
  const weights = weightsOf(kind, size);
  if (kind.name === 'lstm') return lstmStep(size, weights, act, gate);
  if (kind.name === 'gru') return gruStep(size, weights, act, gate, kind.resetAfter);
  return simpleRnnStep(size, weights, act);
}

describe.each(KINDS)('$title', (kind) => {
  const [, SIZE = SIZES[0] as Sequence] = SIZES;

  it.each(SIZES)('$rows rows, $steps steps of $features, $units units', (size) => {
    const expected = runSteps(size, inputOf(size), stepOf(kind, size), PLAIN);
    expectClose(
      compute((lab) => run(lab, kind, size, PLAIN)),
      expected,
    );
  });

  it.each([
    ['forwards', { ...PLAIN }],
    ['backwards', { ...PLAIN, backwards: true }],
    ['zeros where masked', { ...PLAIN, zeroMasked: true }],
  ])('masked, %s', (_title, options) => {
    const masked = { ...options, mask: maskOf(SIZE) };
    const expected = runSteps(SIZE, inputOf(SIZE), stepOf(kind, SIZE), masked);
    expectClose(
      compute((lab) => run(lab, kind, SIZE, masked)),
      expected,
    );
  });

  it('ends with what the last step answered', () => {
    const options = { ...PLAIN, mask: maskOf(SIZE) };
    const all = compute((lab) => run(lab, kind, SIZE, options));
    const last = compute((lab) => run(lab, kind, SIZE, { ...options, last: true }));
    const { steps, units } = SIZE;
    const ends = all.filter((_, i) => Math.floor(i / units) % steps === steps - 1);
    expect(hex(last)).toBe(hex(ends));
  });

  it('takes other activations', () => {
    const options = { ...PLAIN, activation: ACTIVATION.relu, gate: ACTIVATION.hardSigmoid2 };
    const expected = runSteps(SIZE, inputOf(SIZE), stepOf(kind, SIZE, relu, hardSigmoid), options);
    expectClose(
      compute((lab) => run(lab, kind, SIZE, options)),
      expected,
    );
  });

  it('gives a row the same bits alone, among others and with a mask that leaves nothing out', () => {
    const many = { ...SIZE, rows: 50 };
    const [all, alone] = [many, { ...SIZE, rows: 1 }].map((size) =>
      compute((lab) => run(lab, kind, size, PLAIN)),
    );
    const row = SIZE.steps * SIZE.units;
    expect(hex(all?.slice(0, row) ?? new Float32Array())).toBe(hex(alone ?? new Float32Array()));
    const open = { ...PLAIN, mask: new Uint8Array(many.rows * many.steps).fill(1) };
    expect(hex(compute((lab) => run(lab, kind, many, open)))).toBe(hex(all ?? new Float32Array()));
  });
});
