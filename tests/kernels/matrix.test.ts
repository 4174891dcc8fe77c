import { describe, expect, it } from 'vitest';
import { MATMUL_SCRATCH_BYTES, packedBytes, packedGatesBytes } from '../../src/kernels/index.ts';
import { compute, expectClose, hex, type Laboratory, laboratory, numbers } from './laboratory.ts';

interface Product {
  readonly M: number;
  readonly K: number;
  readonly N: number;
}

/** What a tile of 6 × 8, a block of 48 rows and 4 steps a turn do not divide, and what they do. */
const PRODUCTS: readonly Product[] = [
  { M: 1, K: 1, N: 1 },
  { M: 1, K: 33, N: 10 },
  { M: 5, K: 7, N: 3 },
  { M: 6, K: 4, N: 8 },
  { M: 7, K: 13, N: 9 },
  { M: 48, K: 16, N: 16 },
  { M: 49, K: 3, N: 7 },
  { M: 97, K: 65, N: 33 },
];

/** x · w + bias between lo and hi, in double precision. */
function reference({ M, K, N }: Product, a: Float32Array, b: Float32Array, bias: Float32Array): number[] {
  return Array.from({ length: M * N }, (_, at) => {
    const [m, n] = [Math.floor(at / N), at % N];
    let sum = bias[n] ?? 0;
    for (let k = 0; k < K; k++) sum += (a[m * K + k] ?? 0) * (b[k * N + n] ?? 0);
    return sum;
  });
}

function run(
  lab: Laboratory,
  { M, K, N }: Product,
  limit = Infinity,
  parts: readonly number[] = [M],
): Float32Array {
  const a = lab.put(numbers(M * K, 1));
  const packed = lab.roomBytes(packedBytes(K, N));
  lab.kernels.pack(lab.put(numbers(K * N, 2)), K, N, N, 1, packed);
  const bias = lab.put(numbers(N, 3));
  const scratch = lab.roomBytes(MATMUL_SCRATCH_BYTES);
  const out = lab.room(M * N);
  let from = 0;
  for (const part of parts) {
    const [rows, to] = [a + from * K * 4, out + from * N * 4];
    lab.kernels.matmul(rows, part, K, K, packed, bias, N, to, N, -limit, limit, scratch);
    from += part;
  }
  return lab.numbers(out, M * N);
}

describe('matmul', () => {
  it.each(PRODUCTS)('computes $M × $K by $K × $N', (product) => {
    const { M, K, N } = product;
    const expected = reference(product, numbers(M * K, 1), numbers(K * N, 2), numbers(N, 3));
    expectClose(
      compute((lab) => run(lab, product)),
      expected,
    );
  });

  it('clamps', () => {
    const product = { M: 7, K: 13, N: 9 };
    const expected = reference(product, numbers(7 * 13, 1), numbers(13 * 9, 2), numbers(9, 3));
    expectClose(
      compute((lab) => run(lab, product, 0.5)),
      expected.map((value) => Math.min(Math.max(value, -0.5), 0.5)),
    );
  });

  it('gives the same bits however the rows are split', () => {
    const product = { M: 97, K: 65, N: 33 };
    const whole = compute((lab) => run(lab, product));
    const split = compute((lab) => run(lab, product, Infinity, [1, 50, 6, 7, 33]));
    expect(hex(split)).toBe(hex(whole));
  });

  it('keeps what is not a number', () => {
    const lab = laboratory(0);
    const packed = lab.roomBytes(packedBytes(2, 1));
    lab.kernels.pack(lab.put([1, 1]), 2, 1, 1, 1, packed);
    const [a, bias, out] = [lab.put([Number.NaN, 1, 2, 3]), lab.put([0]), lab.room(2)];
    lab.kernels.matmul(a, 2, 2, 2, packed, bias, 1, out, 1, 0, 6, lab.roomBytes(MATMUL_SCRATCH_BYTES));
    expect([...lab.numbers(out, 2)]).toEqual([Number.NaN, 5]);
  });

  it('reads rows and writes rows as far apart as it is told, and nothing between them', () => {
    const [M, K, N, lda, ldo] = [7, 5, 9, 8, 11];
    const out = compute((lab) => {
      const a = lab.put(numbers(M * lda, 1));
      const packed = lab.roomBytes(packedBytes(K, N));
      lab.kernels.pack(lab.put(numbers(K * N, 2)), K, N, N, 1, packed);
      const result = lab.put(new Float32Array(M * ldo).fill(77));
      const scratch = lab.roomBytes(MATMUL_SCRATCH_BYTES);
      lab.kernels.matmul(
        a,
        M,
        K,
        lda,
        packed,
        lab.put(numbers(N, 3)),
        N,
        result,
        ldo,
        -Infinity,
        Infinity,
        scratch,
      );
      return lab.numbers(result, M * ldo);
    });
    const rows = numbers(M * lda, 1).filter((_, i) => i % lda < K);
    expectClose(
      out.filter((_, i) => i % ldo < N),
      reference({ M, K, N }, rows, numbers(K * N, 2), numbers(N, 3)),
    );
    expect(new Set(out.filter((_, i) => i % ldo >= N))).toEqual(new Set([77]));
  });
});

describe('pack', () => {
  it('fills the last panel with zeros', () => {
    const packed = compute((lab) => {
      const out = lab.roomBytes(packedBytes(2, 9));
      lab.kernels.pack(lab.put(Array.from({ length: 18 }, (_, i) => i + 1)), 2, 9, 9, 1, out);
      return lab.numbers(out, 32);
    });
    expect([...packed.slice(0, 16)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17]);
    expect([...packed.slice(16)]).toEqual([9, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('takes a transposed matrix by its strides', () => {
    const [K, N] = [3, 10];
    const matrix = numbers(K * N);
    const transposed = Float32Array.from(
      { length: K * N },
      (_, i) => matrix[(i % K) * N + Math.floor(i / K)] ?? 0,
    );
    const pack = (values: Float32Array, rowStride: number, columnStride: number) =>
      compute((lab) => {
        const out = lab.roomBytes(packedBytes(K, N));
        lab.kernels.pack(lab.put(values), K, N, rowStride, columnStride, out);
        return lab.numbers(out, packedBytes(K, N) / 4);
      });
    expect(pack(transposed, 1, K)).toEqual(pack(matrix, N, 1));
  });

  it('begins a panel with every gate', () => {
    const bias = compute((lab) => {
      const out = lab.roomBytes(packedGatesBytes(1, 2, 3));
      lab.kernels.packGates(lab.put([1, 2, 3, 4, 5, 6]), 1, 2, 3, out);
      return lab.numbers(out, 16);
    });
    expect([...bias]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0]);
  });
});
