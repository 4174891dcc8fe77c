import {
  ACTIVATION,
  type ActivationCode,
  type Address,
  COMBINATION,
  type CombinationCode,
  type KernelExports,
} from './exports.ts';

/** Where an exercise finds its numbers, and where it may write. */
export interface Place {
  /** 12,288 numbers between −1 and 1. */
  readonly x: Address;
  /** 256 bytes of 0 and 1. */
  readonly mask: Address;
  /** Room for 16,384 numbers each. */
  readonly packed: Address;
  readonly scratch: Address;
  readonly out: Address;
}

/** Runs one kernel and answers how many numbers it has written to `out`. */
type Exercise = (kernels: KernelExports, place: Place) => number;

/** Weights and biases lie behind what is computed on. */
const WEIGHTS = 8_192 * 4;
const BIAS = 12_000 * 4;
const PICTURE = [2, 9, 7] as const;
const PIXELS = 9 * 7;
const [LO, HI] = [-0.75, 0.75] as const;

/** A block of 48 rows and a part of one, panels and a part of one, turns of four steps and a rest. */
const matmul: Exercise = (kernels, { x, packed, scratch, out }) => {
  kernels.pack(x + WEIGHTS, 37, 21, 21, 1, packed);
  kernels.matmul(x, 55, 37, 37, packed, x + BIAS, 21, out, 21, LO, HI, scratch);
  return 55 * 21;
};

const convolve: Exercise = (kernels, { x, packed, scratch, out }) => {
  kernels.pack(x + WEIGHTS, 27, 10, 10, 1, packed);
  const [sizes, window] = [[3, 3, 1, 1, 1, 1, 1, 1] as const, [9, 7, 10, 1] as const];
  kernels.convolve(x, ...PICTURE, 3, packed, x + BIAS, ...sizes, ...window, out, 10, LO, HI, scratch);
  return 2 * PIXELS * 10;
};

const dilatedGroups: Exercise = (kernels, { x, packed, scratch, out }) => {
  for (const group of [0, 1])
    kernels.pack(x + WEIGHTS + group * 12, 18, 3, 6, 1, packed + group * 18 * 8 * 4);
  const [sizes, window] = [[3, 3, 1, 1, 2, 2, 2, 2] as const, [9, 7, 6, 2] as const];
  kernels.convolve(x, ...PICTURE, 4, packed, x + BIAS, ...sizes, ...window, out, 6, LO, HI, scratch);
  return 2 * PIXELS * 6;
};

const winograd: Exercise = (kernels, { x, packed, scratch, out }) => {
  kernels.winogradPack(x + WEIGHTS, 8, 8, packed, scratch);
  kernels.winograd(x, ...PICTURE, 8, packed, x + BIAS, 1, 1, 9, 7, 8, out, 8, LO, HI, scratch);
  return 2 * PIXELS * 8;
};

const depthwise =
  (channels: number, multiplier: number): Exercise =>
  (kernels, { x, out }) => {
    const window = [3, 3, 1, 1, 1, 1, 1, 1, 9, 7, multiplier] as const;
    kernels.depthwise(x, ...PICTURE, channels, x + WEIGHTS, x + BIAS, ...window, out, LO, HI);
    return 2 * PIXELS * channels * multiplier;
  };

const pool =
  (name: 'maxPool' | 'averagePool'): Exercise =>
  (kernels, { x, out }) => {
    kernels[name](x, ...PICTURE, 13, 3, 3, 2, 2, 1, 1, 5, 4, out, 13);
    return 2 * 5 * 4 * 13;
  };

const globalPools: Exercise = (kernels, { x, mask, out }) => {
  kernels.globalMax(x, 2, 100, 13, out);
  kernels.globalAverage(x, 2, 100, 13, out + 26 * 4);
  kernels.globalAverageMasked(x, mask, 2, 100, 13, out + 52 * 4);
  return 78;
};

/** 7 rows, 4 steps of 5 numbers, 9 units. */
function recurrentArguments(kernels: KernelExports, gates: number, { x, packed, mask, scratch, out }: Place) {
  const [recurrent, bias] = [packed + 5 * gates * 16 * 4, packed + 14 * gates * 16 * 4];
  kernels.packGates(x + WEIGHTS, 5, gates, 9, packed);
  kernels.packGates(x + WEIGHTS, 9, gates, 9, recurrent);
  kernels.packGates(x + BIAS, 1, gates, 9, bias);
  const sizes = [20, 5, 7, 4, 5, 9] as const;
  return [
    x,
    ...sizes,
    packed,
    recurrent,
    bias,
    mask,
    4,
    1,
    false,
    out,
    36,
    9,
    scratch,
    ACTIVATION.tanh,
  ] as const;
}

const RECURRENT_RESULTS = 7 * 4 * 9;

const lstm: Exercise = (kernels, place) => {
  kernels.lstm(...recurrentArguments(kernels, 4, place), ACTIVATION.sigmoid);
  return RECURRENT_RESULTS;
};

const gru =
  (resetAfter: boolean): Exercise =>
  (kernels, place) => {
    const given = recurrentArguments(kernels, 3, place);
    kernels.gru(...given, ACTIVATION.sigmoid, resetAfter, place.packed + 14 * 3 * 16 * 4);
    return RECURRENT_RESULTS;
  };

const simpleRnn: Exercise = (kernels, place) => {
  kernels.simpleRnn(...recurrentArguments(kernels, 1, place));
  return RECURRENT_RESULTS;
};

const ROWS = [11, 13] as const;

const rows =
  (run: (kernels: KernelExports, place: Place) => void): Exercise =>
  (kernels, place) => {
    run(kernels, place);
    return 11 * 13;
  };

/** Numbers for each function: pairs of vectors, a vector, and a rest. */
const COUNT = 23;

/** √x of what is negative is not a number, whose bits differ between machines. */
const activations: Exercise = (kernels, { x, scratch, out }) => {
  const codes = Object.values(ACTIVATION);
  kernels.activate(ACTIVATION.square, x, COUNT, scratch, 0);
  for (const [i, code] of codes.entries()) {
    const from = code === ACTIVATION.sqrt ? scratch : x;
    kernels.activate(code as ActivationCode, from, COUNT, out + i * COUNT * 4, 0.5);
  }
  return codes.length * COUNT;
};

const combinations: Exercise = (kernels, { x, out }) => {
  const codes = Object.values(COMBINATION);
  for (const [i, code] of codes.entries()) {
    const to = out + i * 3 * COUNT * 4;
    kernels.combine(code as CombinationCode, x, 0, COUNT, x + WEIGHTS, 0, 0, 1, 3, COUNT, to);
  }
  return codes.length * 3 * COUNT;
};

const moves: Exercise = (kernels, { x, mask, scratch, out }) => {
  kernels.activate(ACTIVATION.exponential, x, 9, scratch, 0);
  kernels.embed(scratch, 9, x, 3, 7, out);
  kernels.copyRows(x, 9, 5, 7, out + 63 * 4, 7);
  kernels.permute(x, 2, 3, 4, 5, 60, 5, 15, 1, out + 98 * 4);
  kernels.upsample(x, 2, 2, 2, 3, 2, 2, out + 218 * 4);
  kernels.applyMask(x, mask, 9, 7, out + 314 * 4);
  kernels.fill(out + 377 * 4, 0.5, 7);
  kernels.maskRows(x, 8, 3, 0, out + 384 * 4);
  kernels.maskUnequal(x, 8, 0.5, out + 386 * 4);
  return 388;
};

/** Every kernel, on sizes that leave no path of it out. */
export const EXERCISES: readonly Exercise[] = [
  matmul,
  convolve,
  dilatedGroups,
  winograd,
  depthwise(13, 1),
  depthwise(3, 2),
  pool('maxPool'),
  pool('averagePool'),
  globalPools,
  lstm,
  gru(true),
  gru(false),
  simpleRnn,
  rows((kernels, { x, out }) => kernels.softmax(x, ...ROWS, out)),
  rows((kernels, { x, out }) => kernels.logSoftmax(x, ...ROWS, out)),
  rows((kernels, { x, out }) => kernels.layerNormalise(x, ...ROWS, x + WEIGHTS, x + BIAS, 1e-3, out)),
  rows((kernels, { x, out }) => kernels.scaleShift(x, ...ROWS, x + WEIGHTS, x + BIAS, out, LO, HI)),
  rows((kernels, { x, out }) => kernels.prelu(x, ...ROWS, x + WEIGHTS, out)),
  activations,
  combinations,
  moves,
];
