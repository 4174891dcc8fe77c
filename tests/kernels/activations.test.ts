import { describe, expect, it } from 'vitest';
import { ACTIVATION } from '../../src/kernels/index.ts';
import { compute, hex, laboratory, numbers } from './laboratory.ts';

const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));

/** erf by its series, which converges everywhere. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return Math.abs(x) > 5 ? Math.sign(x) : (2 / Math.sqrt(Math.PI)) * sum;
}

/** Every function in double precision, and how far from it the kernel may be, in units of the last place. */
const FUNCTIONS: Readonly<
  Record<keyof typeof ACTIVATION, readonly [(x: number, alpha: number) => number, number]>
> = {
  linear: [(x) => x, 0],
  relu: [(x) => Math.max(x, 0), 0],
  relu6: [(x) => clip(x, 0, 6), 0],
  leakyRelu: [(x, alpha) => (x > 0 ? x : alpha * x), 1],
  elu: [elu, 4],
  selu: [(x) => 1.0507009873554805 * elu(x, 1.6732632423543772), 5],
  celu: [(x, alpha) => (x > 0 ? x : alpha * Math.expm1(x / alpha)), 5],
  sigmoid: [sigmoid, 4],
  tanh: [Math.tanh, 6],
  hardSigmoid2: [(x) => clip(0.2 * x + 0.5, 0, 1), 4],
  hardSigmoid3: [(x) => clip(x + 3, 0, 6) / 6, 4],
  softplus: [softplus, 4],
  softsign: [(x) => x / (1 + Math.abs(x)), 2],
  exponential: [Math.exp, 2],
  silu: [(x) => x * sigmoid(x), 5],
  hardSilu: [(x) => (x * clip(x + 3, 0, 6)) / 6, 5],
  gelu: [(x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)), 5],
  geluTanh: [(x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), 5],
  mish: [(x) => x * Math.tanh(softplus(x)), 8],
  logSigmoid: [(x) => -softplus(-x), 4],
  hardTanh: [(x) => clip(x, -1, 1), 0],
  tanhShrink: [(x) => x - Math.tanh(x), 4],
  softShrink: [(x, alpha) => Math.sign(x) * Math.max(Math.abs(x) - alpha, 0), 1],
  hardShrink: [(x, alpha) => (Math.abs(x) > alpha ? x : 0), 0],
  squareplus: [(x, alpha) => 0.5 * (x + Math.sqrt(x * x + alpha)), 4],
  sparsePlus: [(x) => (x < 1 ? 0.25 * Math.max(x + 1, 0) ** 2 : x), 4],
  sparseSigmoid: [(x) => 0.5 * (1 + clip(x, -1, 1)), 2],
  threshold: [(x, alpha) => (x > alpha ? x : 0), 0],
  abs: [Math.abs, 0],
  square: [(x) => x * x, 1],
  sqrt: [(x) => Math.sqrt(x), 1],
  negative: [(x) => -x, 0],
};

/**
 * Where a difference of nearly equal numbers is taken, the last place is that of what is subtracted: near 0 of `gelu` and its like,
 * Keras itself is no better.
 */
const DIFFERENCES = new Set([
  'hardSigmoid2',
  'hardSigmoid3',
  'hardSilu',
  'gelu',
  'geluTanh',
  'tanhShrink',
  'softShrink',
  'squareplus',
  'sparsePlus',
  'sparseSigmoid',
]);

/** Small, large and ordinary numbers of both signs, and 0. */
const INPUTS = Float32Array.from([
  ...[0, 1e-30, -1e-30, 1e-6, -1e-6, 1, -1, 3, -3, 0.5, -0.5, 60, -60],
  ...numbers(4001).map((x) => x * 12),
  ...numbers(2000, 7).map((x) => x * 0.01),
]);

/** The distance of two neighbouring float32 numbers there, subnormal ones aside. */
const ulp = (x: number): number => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(x), 2 ** -126))) - 23);

function activate(name: keyof typeof ACTIVATION, inputs: Float32Array, alpha: number): Float32Array {
  return compute((lab) => {
    const out = lab.room(inputs.length);
    lab.kernels.activate(ACTIVATION[name], lab.put(inputs), inputs.length, out, alpha);
    return lab.numbers(out, inputs.length);
  });
}

describe('activate', () => {
  it.each(Object.entries(FUNCTIONS))('%s', (name, [exact, places]) => {
    const alpha = name === 'squareplus' ? 4 : 0.5;
    const inputs = name === 'sqrt' ? INPUTS.map(Math.abs) : INPUTS;
    const outputs = activate(name as keyof typeof ACTIVATION, inputs, alpha);
    const errors = Array.from(inputs, (x, i) => {
      const expected = exact(x, alpha);
      const unit = ulp(
        DIFFERENCES.has(name) ? Math.max(Math.abs(expected), Math.min(Math.abs(x), 4), 0.25) : expected,
      );
      return Math.abs((outputs[i] ?? Number.NaN) - expected) / unit;
    });
    expect(Math.max(...errors)).toBeLessThanOrEqual(places);
  });

  it.each(['sigmoid', 'tanh', 'exponential', 'softplus', 'gelu', 'elu', 'relu'] as const)(
    '%s of what is not a number is not a number',
    (name) => {
      expect([...activate(name, Float32Array.from([Number.NaN, 1]), 1)][0]).toBeNaN();
    },
  );

  it('reaches the ends', () => {
    const ends = Float32Array.from([Infinity, -Infinity, 100, -120]);
    expect([...activate('sigmoid', ends, 1)].map((x) => Math.round(x * 1e6))).toEqual([1e6, 0, 1e6, 0]);
    expect([...activate('tanh', ends, 1)]).toEqual([1, -1, 1, -1]);
    expect([...activate('exponential', ends, 1)]).toEqual([Infinity, 0, Infinity, 0]);
    expect([...activate('softplus', ends, 1)]).toEqual([Infinity, 0, 100, 0]);
  });

  it('goes through the subnormal numbers', () => {
    const [y = 0] = activate('exponential', Float32Array.from([-100]), 1);
    expect(y).toBeGreaterThan(0);
    expect(y / Math.exp(-100)).toBeCloseTo(1, 1);
  });

  it.each([1, 3, 4, 5, 7, 8, 13, 33])(
    'gives %i numbers the bits of many, in place or not, and writes no more',
    (count) => {
      const inputs = numbers(40);
      const many = activate('tanh', inputs, 1);
      expect(hex(activate('tanh', inputs.slice(0, count), 1))).toBe(hex(many.slice(0, count)));
      const lab = laboratory(0);
      const x = lab.put(inputs);
      lab.kernels.activate(ACTIVATION.tanh, x, count, x, 1);
      expect(hex(lab.numbers(x, 40))).toBe(
        hex(Float32Array.from([...many.slice(0, count), ...inputs.slice(count)])),
      );
    },
  );

  it('knows no other function', () => {
    const lab = laboratory(0);
    const beyond = Object.keys(ACTIVATION).length as (typeof ACTIVATION)['linear'];
    expect(() => lab.kernels.activate(beyond, 64, 1, 64, 1)).toThrow('unreachable');
  });
});
