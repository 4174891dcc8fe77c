import { describe, expect, it } from 'vitest';
import { COMBINATION, type CombinationCode } from '../../src/kernels/index.ts';
import { compute, expectClose, hex, laboratory, numbers } from './laboratory.ts';

const ROWS = 3;
const SIZES = [1, 2, 3, 5, 7, 8, 13, 33];
const inputOf = (size: number) => numbers(ROWS * size, 1).map((x) => x * 10);
const rowOf = (values: Float32Array, row: number, size: number) => [
  ...values.slice(row * size, (row + 1) * size),
];

/** What a kernel answers for each row, beside a definition on plain numbers. */
const KERNELS: readonly {
  readonly name: 'softmax' | 'logSoftmax' | 'layerNormalise' | 'scaleShift' | 'prelu';
  readonly define: (x: readonly number[], a: readonly number[], b: readonly number[]) => readonly number[];
}[] = [
  { name: 'softmax', define: (x) => x.map((value) => Math.exp(value) / sum(x.map(Math.exp))) },
  { name: 'logSoftmax', define: (x) => x.map((value) => value - Math.log(sum(x.map(Math.exp)))) },
  {
    name: 'layerNormalise',
    define: (x, gamma, beta) => {
      const mean = sum(x) / x.length;
      const deviation = Math.sqrt(sum(x.map((value) => (value - mean) ** 2)) / x.length + 1e-3);
      return x.map((value, i) => ((value - mean) / deviation) * (gamma[i] ?? 0) + (beta[i] ?? 0));
    },
  },
  {
    name: 'scaleShift',
    define: (x, scale, shift) =>
      x.map((value, i) => Math.min(Math.max(value * (scale[i] ?? 0) + (shift[i] ?? 0), 0), 6)),
  },
  { name: 'prelu', define: (x, slope) => x.map((value, i) => (value > 0 ? value : value * (slope[i] ?? 0))) },
];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe.each(KERNELS)('$name', ({ name, define }) => {
  const run = (x: Float32Array, size: number, isInPlace = false): Float32Array =>
    compute((lab) => {
      const [from, a, b] = [lab.put(x), lab.put(numbers(size, 2)), lab.put(numbers(size, 3))];
      const out = isInPlace ? from : lab.room(x.length);
      const rows = x.length / size;
      if (name === 'layerNormalise') lab.kernels.layerNormalise(from, rows, size, a, b, 1e-3, out);
      else if (name === 'scaleShift') lab.kernels.scaleShift(from, rows, size, a, b, out, 0, 6);
      else if (name === 'prelu') lab.kernels.prelu(from, rows, size, a, out);
      else lab.kernels[name](from, rows, size, out);
      return lab.numbers(out, x.length);
    });

  it.each(SIZES)('rows of %i', (size) => {
    const x = inputOf(size);
    const [a, b] = [[...numbers(size, 2)], [...numbers(size, 3)]];
    const expected = Array.from({ length: ROWS }, (_, row) => define(rowOf(x, row, size), a, b)).flat();
    expectClose(run(x, size), expected, 1e-5);
  });

  it('works in place', () => {
    expect(hex(run(inputOf(13), 13, true))).toBe(hex(run(inputOf(13), 13)));
  });
});

describe('softmax', () => {
  it('overflows nowhere', () => {
    const lab = laboratory(0);
    const x = lab.put([1000, 999, -1000]);
    lab.kernels.softmax(x, 1, 3, x);
    expectClose(lab.numbers(x, 3), [1 / (1 + Math.exp(-1)), 1 / (1 + Math.E), 0]);
  });
});

describe('combine', () => {
  const DEFINITIONS: Readonly<Record<keyof typeof COMBINATION, (a: number, b: number) => number>> = {
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: (a, b) => a / b,
    maximum: Math.max,
    minimum: Math.min,
  };
  const [OUTER, INNER] = [2, 3];

  /** What of (outer, rows, size) the second tensor has. */
  const SHAPES = [
    { title: 'all of it', outer: (size: number) => INNER * size, row: (size: number) => size },
    { title: 'a row', outer: () => 0, row: () => 0 },
    { title: 'a row for each picture', outer: (size: number) => size, row: () => 0 },
  ];

  const run = (code: CombinationCode, size: number, bOuter: number, bRow: number): Float32Array =>
    compute((lab) => {
      const [a, b] = [lab.put(numbers(OUTER * INNER * size, 1)), lab.put(numbers(OUTER * INNER * size, 2))];
      const out = lab.room(OUTER * INNER * size);
      lab.kernels.combine(code, a, INNER * size, size, b, bOuter, bRow, OUTER, INNER, size, out);
      return lab.numbers(out, OUTER * INNER * size);
    });

  describe.each(SHAPES)('with $title', ({ outer, row }) => {
    it.each(Object.entries(DEFINITIONS))('%s', (name, define) => {
      for (const size of SIZES) {
        const [a, b] = [numbers(OUTER * INNER * size, 1), numbers(OUTER * INNER * size, 2)];
        const expected = Array.from(a, (value, at) => {
          const [i, j] = [Math.floor(at / size / INNER), Math.floor(at / size) % INNER];
          return Math.fround(define(value, b[i * outer(size) + j * row(size) + (at % size)] ?? 0));
        });
        const code = COMBINATION[name as keyof typeof COMBINATION];
        expect([...run(code, size, outer(size), row(size))]).toEqual(expected);
      }
    });
  });
});
