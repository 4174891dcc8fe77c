import { describe, expect, it } from 'vitest';
import { compute, laboratory, numbers } from './laboratory.ts';

describe('embed', () => {
  const [VOCABULARY, SIZE] = [5, 7];
  const table = numbers(VOCABULARY * SIZE);

  const embed = (indices: readonly number[]) => {
    let outside = 0;
    const rows = compute((lab) => {
      const out = lab.room(indices.length * SIZE);
      outside = lab.kernels.embed(lab.put(indices), indices.length, lab.put(table), VOCABULARY, SIZE, out);
      return lab.numbers(out, indices.length * SIZE);
    });
    return { outside, rows };
  };

  it('looks rows up', () => {
    const { outside, rows } = embed([4, 0, 2.7]);
    expect(outside).toBe(0);
    expect([...rows]).toEqual([...table.slice(28, 35), ...table.slice(0, 7), ...table.slice(14, 21)]);
  });

  it('counts what lies outside, and reads none of it', () => {
    const { outside, rows } = embed([5, -1, Number.NaN, Infinity, 1e9]);
    expect(outside).toBe(5);
    expect(new Set(rows)).toEqual(new Set([0]));
  });
});

describe('copyRows', () => {
  it.each([1, 3, 4, 7])('moves %i columns from one stride to another and leaves the rest', (size) => {
    const source = numbers(3 * 9);
    const out = compute((lab) => {
      const address = lab.put(new Float32Array(3 * 11).fill(77));
      lab.kernels.copyRows(lab.put(source), 9, 3, size, address + 8, 11);
      return lab.numbers(address, 33);
    });
    const expected = new Float32Array(33).fill(77);
    for (const row of [0, 1, 2]) expected.set(source.slice(row * 9, row * 9 + size), row * 11 + 2);
    expect(out).toEqual(expected);
  });
});

type Four = readonly [number, number, number, number];

const PERMUTATIONS: readonly {
  readonly title: string;
  readonly sizes: Four;
  readonly strides: Four;
  readonly from: number;
}[] = [
  { title: 'transposes', sizes: [1, 2, 4, 3], strides: [0, 12, 1, 4], from: 0 },
  { title: 'keeps the last axis', sizes: [2, 3, 2, 2], strides: [12, 2, 6, 1], from: 0 },
  { title: 'repeats', sizes: [2, 5, 3, 4], strides: [12, 0, 4, 1], from: 0 },
  { title: 'reverses', sizes: [1, 1, 6, 4], strides: [0, 0, -4, 1], from: 20 },
];

describe('permute', () => {
  it.each(PERMUTATIONS)('$title', ({ sizes, strides, from }) => {
    const source = numbers(24);
    const count = sizes.reduce<number>((product, size) => product * size, 1);
    const out = compute((lab) => {
      const address = lab.room(count);
      lab.kernels.permute(lab.put(source) + from * 4, ...sizes, ...strides, address);
      return lab.numbers(address, count);
    });
    const [, d1, d2, d3] = sizes;
    const [s0, s1, s2, s3] = strides;
    const expected = Array.from(out, (_, at) => {
      const [i, j] = [Math.floor(at / d3 / d2 / d1), Math.floor(at / d3 / d2) % d1];
      return source[from + i * s0 + j * s1 + (Math.floor(at / d3) % d2) * s2 + (at % d3) * s3];
    });
    expect([...out]).toEqual(expected);
  });
});

describe('upsample', () => {
  it('repeats each pixel', () => {
    const out = compute((lab) => {
      const address = lab.room(2 * 2 * 2 * 3 * 2 * 3);
      lab.kernels.upsample(lab.put(Array.from({ length: 24 }, (_, i) => i)), 2, 2, 2, 3, 3, 2, address);
      return lab.numbers(address, 2 * 6 * 4 * 3);
    });
    const expected = Array.from({ length: 2 * 6 * 4 * 3 }, (_, at) => {
      const [image, y, x] = [Math.floor(at / 72), Math.floor(at / 12) % 6, Math.floor(at / 3) % 4];
      return image * 12 + Math.floor(y / 3) * 6 + Math.floor(x / 2) * 3 + (at % 3);
    });
    expect([...out]).toEqual(expected);
  });
});

describe('fill', () => {
  it.each([1, 4, 7])('writes %i numbers and no more', (count) => {
    const lab = laboratory(0);
    const address = lab.put(new Float32Array(9).fill(77));
    lab.kernels.fill(address, 0.5, count);
    expect([...lab.numbers(address, 9)]).toEqual([...Array(count).fill(0.5), ...Array(9 - count).fill(77)]);
  });
});

describe('masks', () => {
  it('say which numbers are not a value', () => {
    const mask = compute((lab) => {
      const address = lab.roomBytes(4);
      lab.kernels.maskUnequal(lab.put([0, 1, -0, Number.NaN]), 4, 0, address);
      return lab.bytes(address, 4);
    });
    expect([...mask]).toEqual([0, 1, 0, 1]);
  });

  it('say which rows hold anything but a value', () => {
    const mask = compute((lab) => {
      const address = lab.roomBytes(3);
      lab.kernels.maskRows(lab.put([9, 9, 9, 9, 9, 1, 1, 9, 9]), 3, 3, 9, address);
      return lab.bytes(address, 3);
    });
    expect([...mask]).toEqual([0, 1, 1]);
  });

  it('blank rows', () => {
    const out = compute((lab) => {
      const x = lab.put([1, 2, 3, 4, 5, 6]);
      lab.kernels.applyMask(x, lab.putBytes([1, 0, 1]), 3, 2, x);
      return lab.numbers(x, 6);
    });
    expect([...out]).toEqual([1, 2, 0, 0, 5, 6]);
  });
});
