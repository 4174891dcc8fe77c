import { describe, it } from 'vitest';
import { compute, expectClose, numbers } from './laboratory.ts';
import { depthwise, type Window } from './reference.ts';

interface Case extends Window {
  readonly title: string;
  readonly multiplier: number;
}

const IMAGES = 2;
const PLAIN = {
  height: 9,
  width: 7,
  channels: 3,
  kernel: [3, 3],
  strides: [1, 1],
  dilation: [1, 1],
  pad: [0, 0],
  out: [7, 5],
} as const;

const CASES: readonly Case[] = [
  { ...PLAIN, title: 'valid, few channels', multiplier: 1 },
  { ...PLAIN, title: 'same, panels and a rest', channels: 13, pad: [1, 1], out: [9, 7], multiplier: 1 },
  {
    ...PLAIN,
    title: 'same, stride 2',
    channels: 16,
    strides: [2, 2],
    pad: [1, 1],
    out: [5, 4],
    multiplier: 1,
  },
  {
    ...PLAIN,
    title: 'same, dilated, 5×5',
    channels: 8,
    kernel: [5, 5],
    dilation: [2, 2],
    pad: [4, 4],
    out: [9, 7],
    multiplier: 1,
  },
  { ...PLAIN, title: 'multiplied', pad: [1, 1], out: [9, 7], multiplier: 3 },
  { ...PLAIN, title: 'wide', height: 5, width: 33, channels: 8, pad: [1, 1], out: [5, 33], multiplier: 1 },
  {
    ...PLAIN,
    title: 'one line',
    height: 1,
    width: 13,
    channels: 8,
    kernel: [1, 7],
    pad: [0, 6],
    out: [1, 13],
    multiplier: 1,
  },
];

describe('depthwise', () => {
  it.each(CASES)('$title', (c) => {
    const input = numbers(IMAGES * c.height * c.width * c.channels, 1);
    const filters = c.channels * c.multiplier;
    const kernel = numbers(c.kernel[0] * c.kernel[1] * filters, 2);
    const bias = numbers(filters, 3);
    const count = IMAGES * c.out[0] * c.out[1] * filters;
    const result = compute((lab) => {
      const out = lab.room(count);
      lab.kernels.depthwise(
        ...([lab.put(input), IMAGES, c.height, c.width, c.channels, lab.put(kernel), lab.put(bias)] as const),
        ...([...c.kernel, ...c.strides, ...c.dilation, ...c.pad, ...c.out, c.multiplier] as const),
        ...([out, -1, 1] as const),
      );
      return lab.numbers(out, count);
    });
    const expected = depthwise(IMAGES, c, c.multiplier, input, kernel, bias);
    expectClose(
      result,
      expected.map((value) => Math.min(Math.max(value, -1), 1)),
    );
  });
});
