import { describe, expect, it } from 'vitest';
import {
  type ConvolutionSizes,
  convolveScratchBytes,
  packedBytes,
  winogradBytes,
  winogradPays,
  winogradScratchBytes,
} from '../../src/kernels/index.ts';
import { compute, expectClose, hex, type Laboratory, numbers } from './laboratory.ts';
import { convolution, type Window } from './reference.ts';

interface Case extends Window {
  readonly title: string;
  readonly images: number;
  readonly filters: number;
  readonly groups: number;
}

const PLAIN: Case = {
  title: 'valid, 3×3',
  images: 2,
  height: 9,
  width: 7,
  channels: 3,
  kernel: [3, 3],
  strides: [1, 1],
  dilation: [1, 1],
  pad: [0, 0],
  out: [7, 5],
  filters: 5,
  groups: 1,
};

const CASES: readonly Case[] = [
  PLAIN,
  { ...PLAIN, title: 'same, 3×3', pad: [1, 1], out: [9, 7] },
  {
    ...PLAIN,
    title: 'same, even kernel: more padding after than before',
    kernel: [4, 2],
    pad: [1, 0],
    out: [9, 7],
  },
  { ...PLAIN, title: 'same, stride 2', strides: [2, 2], pad: [1, 1], out: [5, 4] },
  { ...PLAIN, title: 'valid, strides of which the last leaves lines over', strides: [3, 2], out: [3, 3] },
  { ...PLAIN, title: 'same, dilated', dilation: [2, 3], pad: [2, 3], out: [9, 7] },
  { ...PLAIN, title: '1×1', kernel: [1, 1], out: [9, 7], channels: 13, filters: 33 },
  { ...PLAIN, title: '1×1, stride 2', kernel: [1, 1], strides: [2, 2], out: [5, 4] },
  { ...PLAIN, title: 'groups', channels: 6, filters: 9, groups: 3, pad: [1, 1], out: [9, 7] },
  {
    ...PLAIN,
    title: 'groups, dilated, 8 columns each',
    channels: 4,
    filters: 16,
    groups: 2,
    dilation: [2, 2],
    out: [5, 3],
  },
  {
    ...PLAIN,
    title: 'one line, causal and dilated',
    height: 1,
    width: 30,
    channels: 2,
    kernel: [1, 5],
    dilation: [1, 2],
    pad: [0, 8],
    out: [1, 30],
  },
  { ...PLAIN, title: 'window larger than the picture', height: 2, width: 2, pad: [1, 1], out: [2, 2] },
  { ...PLAIN, title: 'many small pictures', images: 37, height: 3, width: 3, pad: [1, 1], out: [3, 3] },
  {
    ...PLAIN,
    title: 'pictures of more than one block',
    images: 2,
    height: 17,
    width: 19,
    pad: [1, 1],
    out: [17, 19],
  },
];

function sizesOf(c: Case): ConvolutionSizes {
  const { height, width, channels, filters } = c;
  return {
    ...{ height, width, channels, filters },
    ...{ kernelHeight: c.kernel[0], kernelWidth: c.kernel[1], strideY: c.strides[0], strideX: c.strides[1] },
    ...{ dilationY: c.dilation[0], dilationX: c.dilation[1], padTop: c.pad[0], padLeft: c.pad[1] },
    ...{ outHeight: c.out[0], outWidth: c.out[1] },
  };
}

const inputOf = ({ images, height, width, channels }: Case) => numbers(images * height * width * channels, 1);
const kernelOf = (c: Case) => numbers((c.kernel[0] * c.kernel[1] * c.channels * c.filters) / c.groups, 2);
const outputsOf = ({ images, out, filters }: Case) => images * out[0] * out[1] * filters;

/** Each group's part of the kernel, packed one behind the other. */
function packGroups(lab: Laboratory, c: Case): number {
  const K = (c.kernel[0] * c.kernel[1] * c.channels) / c.groups;
  const N = c.filters / c.groups;
  const kernel = lab.put(kernelOf(c));
  const packed = lab.roomBytes(packedBytes(K, N) * c.groups);
  for (let group = 0; group < c.groups; group++) {
    lab.kernels.pack(kernel + group * N * 4, K, N, c.filters, 1, packed + group * packedBytes(K, N));
  }
  return packed;
}

function convolve(lab: Laboratory, c: Case, ldo = c.filters, at = 0): Float32Array {
  const packed = packGroups(lab, c);
  const count = (outputsOf(c) / c.filters) * ldo;
  const out = lab.put(new Float32Array(count).fill(77));
  lab.kernels.convolve(
    ...([lab.put(inputOf(c)), c.images, c.height, c.width, c.channels, packed] as const),
    ...([
      lab.put(numbers(c.filters, 3)),
      ...c.kernel,
      ...c.strides,
      ...c.dilation,
      ...c.pad,
      ...c.out,
    ] as const),
    ...([c.filters, c.groups, out + at * 4, ldo, -Infinity, Infinity] as const),
    lab.roomBytes(convolveScratchBytes(sizesOf(c))),
  );
  return lab.numbers(out, count);
}

describe('convolve', () => {
  it.each(CASES)('$title', (c) => {
    const expected = convolution(
      c.images,
      c,
      c.filters,
      c.groups,
      inputOf(c),
      kernelOf(c),
      numbers(c.filters, 3),
    );
    expectClose(
      compute((lab) => convolve(lab, c)),
      expected,
    );
  });

  it('gives each picture the same bits as alone', () => {
    const c = { ...PLAIN, images: 37, height: 3, width: 3, pad: [1, 1], out: [3, 3] } as const;
    const size = outputsOf(c) / c.images;
    const alone = compute((lab) => convolve(lab, { ...c, images: 1 }));
    expect(hex(compute((lab) => convolve(lab, c)).slice(0, size))).toBe(hex(alone));
  });

  it('writes its channels between those of others', () => {
    const plain = compute((lab) => convolve(lab, PLAIN));
    const beside = compute((lab) => convolve(lab, PLAIN, 12, 4));
    const ours = (i: number): boolean => i % 12 >= 4 && i % 12 < 9;
    expect(hex(beside.filter((_, i) => ours(i)))).toBe(hex(plain));
    expect(new Set(beside.filter((_, i) => !ours(i)))).toEqual(new Set([77]));
  });
});

const WINOGRAD: readonly Case[] = [
  { ...PLAIN, title: 'valid, even', height: 8, width: 6, channels: 8, filters: 8, out: [6, 4] },
  { ...PLAIN, title: 'valid, odd', height: 9, width: 7, channels: 16, filters: 24, out: [7, 5] },
  { ...PLAIN, title: 'same', height: 9, width: 7, channels: 8, filters: 16, pad: [1, 1], out: [9, 7] },
  {
    ...PLAIN,
    title: 'many small pictures',
    images: 37,
    height: 3,
    width: 3,
    channels: 8,
    filters: 8,
    pad: [1, 1],
    out: [3, 3],
  },
  {
    ...PLAIN,
    title: 'more tiles than are transformed together',
    height: 19,
    width: 17,
    channels: 8,
    filters: 8,
    out: [17, 15],
  },
  { ...PLAIN, title: 'one pixel', images: 1, height: 3, width: 3, channels: 16, filters: 8, out: [1, 1] },
];

function winograd(lab: Laboratory, c: Case): Float32Array {
  const transformed = lab.roomBytes(winogradBytes(c.channels, c.filters));
  lab.kernels.winogradPack(
    lab.put(kernelOf(c)),
    c.channels,
    c.filters,
    transformed,
    lab.room(c.channels * c.filters),
  );
  const out = lab.room(outputsOf(c));
  lab.kernels.winograd(
    ...([lab.put(inputOf(c)), c.images, c.height, c.width, c.channels, transformed] as const),
    ...([
      lab.put(numbers(c.filters, 3)),
      ...c.pad,
      ...c.out,
      c.filters,
      out,
      c.filters,
      -Infinity,
      Infinity,
    ] as const),
    lab.roomBytes(winogradScratchBytes(sizesOf(c))),
  );
  return lab.numbers(out, outputsOf(c));
}

describe('winograd', () => {
  it.each(WINOGRAD)('$title', (c) => {
    const expected = convolution(c.images, c, c.filters, 1, inputOf(c), kernelOf(c), numbers(c.filters, 3));
    expectClose(
      compute((lab) => winograd(lab, c)),
      expected,
    );
  });

  it('pays only where whole panels allow it', () => {
    expect(winogradPays(32, 64)).toBe(true);
    expect(winogradPays(33, 64)).toBe(false);
    expect(winogradPays(3, 64)).toBe(false);
  });
});
