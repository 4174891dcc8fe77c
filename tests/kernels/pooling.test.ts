import { describe, expect, it } from 'vitest';
import { compute, expectClose, numbers } from './laboratory.ts';
import { pooling, type Window } from './reference.ts';

const IMAGES = 2;
const PLAIN = {
  height: 9,
  width: 7,
  kernel: [2, 2],
  strides: [2, 2],
  dilation: [1, 1],
  pad: [0, 0],
} as const;

const WINDOWS: readonly (Window & { readonly title: string })[] = [
  { ...PLAIN, title: '2×2, 3 channels', channels: 3, out: [4, 3] },
  { ...PLAIN, title: '2×2, 16 channels', channels: 16, out: [4, 3] },
  {
    ...PLAIN,
    title: '3×3, stride 2, padded on all sides',
    channels: 13,
    kernel: [3, 3],
    pad: [1, 1],
    out: [5, 4],
  },
  {
    ...PLAIN,
    title: '3×3, stride 1',
    channels: 5,
    kernel: [3, 3],
    strides: [1, 1],
    pad: [1, 1],
    out: [9, 7],
  },
  {
    ...PLAIN,
    title: 'one line',
    channels: 8,
    height: 1,
    width: 33,
    kernel: [1, 5],
    strides: [1, 3],
    out: [1, 10],
  },
];

describe.each(['max', 'average'] as const)('%sPool', (kind) => {
  it.each(WINDOWS)('$title', (w) => {
    const input = numbers(IMAGES * w.height * w.width * w.channels).map((value) => value - 2);
    const ldo = w.channels + 3;
    const pixels = IMAGES * w.out[0] * w.out[1];
    const out = compute((lab) => {
      const result = lab.put(new Float32Array(pixels * ldo).fill(77));
      lab.kernels[`${kind}Pool`](
        ...([lab.put(input), IMAGES, w.height, w.width, w.channels] as const),
        ...([...w.kernel, ...w.strides, ...w.pad, ...w.out, result, ldo] as const),
      );
      return lab.numbers(result, pixels * ldo);
    });
    expectClose(
      out.filter((_, i) => i % ldo < w.channels),
      pooling(kind, IMAGES, w, input),
    );
    expect(new Set(out.filter((_, i) => i % ldo >= w.channels))).toEqual(new Set([77]));
  });
});

describe.each([1, 4, 13, 33])('over all pixels, %i channels', (channels) => {
  const PIXELS = 129;
  const input = numbers(IMAGES * PIXELS * channels).map((value) => value + 1);
  const window: Window = {
    height: 1,
    width: PIXELS,
    channels,
    kernel: [1, PIXELS],
    strides: [1, 1],
    dilation: [1, 1],
    pad: [0, 0],
    out: [1, 1],
  };

  it.each([
    ['max', 'globalMax'],
    ['average', 'globalAverage'],
  ] as const)('%s', (kind, kernel) => {
    const out = compute((lab) => {
      const result = lab.room(IMAGES * channels);
      lab.kernels[kernel](lab.put(input), IMAGES, PIXELS, channels, result);
      return lab.numbers(result, IMAGES * channels);
    });
    expectClose(out, pooling(kind, IMAGES, window, input));
  });

  it('average where the mask says so', () => {
    const mask = Uint8Array.from({ length: IMAGES * PIXELS }, (_, i) => (i % 3 === 0 ? 1 : 0));
    const out = compute((lab) => {
      const result = lab.room(IMAGES * channels);
      lab.kernels.globalAverageMasked(lab.put(input), lab.putBytes(mask), IMAGES, PIXELS, channels, result);
      return lab.numbers(result, IMAGES * channels);
    });
    const expected = Array.from({ length: IMAGES * channels }, (_, at) => {
      const [image, channel] = [Math.floor(at / channels), at % channels];
      const used = Array.from({ length: PIXELS }, (_, i) => image * PIXELS + i).filter((i) => mask[i] === 1);
      return used.reduce((sum, i) => sum + (input[i * channels + channel] ?? 0), 0) / used.length;
    });
    expectClose(out, expected);
  });
});
