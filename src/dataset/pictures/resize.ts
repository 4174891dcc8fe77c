import type { Picture } from './picture.ts';

/** Which input pixels make one output pixel, and with what share. */
interface Taps {
  readonly first: number;
  readonly weights: readonly number[];
}

/**
 * Stretch a picture to a size: bilinear, with half-pixel centres, over a triangle that is as wide as one output pixel
 * where the picture shrinks. First along rows, rounded to whole levels, then along columns.
 * Source: Pillow, `Image.resize(size, Image.Resampling.BILINEAR)`, src/libImaging/Resample.c, whose result this is.
 */
export function resize(picture: Picture, width: number, height: number): Picture {
  const channels = picture.data.length / (picture.width * picture.height);
  const wide = resample(picture.data, {
    taps: tapsOf(picture.width, width),
    lines: picture.height,
    step: channels,
    inputLine: picture.width * channels,
    outputLine: width * channels,
  });
  const data = resample(wide, {
    taps: tapsOf(picture.height, height),
    lines: width,
    step: width * channels,
    inputLine: channels,
    outputLine: channels,
  });
  return { width, height, data };
}

function tapsOf(from: number, to: number): readonly Taps[] {
  const scale = from / to;
  const support = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / support)),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Offsets in components: `step` from one pixel of a line to the next, `…Line` from one line to the next. */
interface Pass {
  readonly taps: readonly Taps[];
  readonly lines: number;
  readonly step: number;
  readonly inputLine: number;
  readonly outputLine: number;
}

function resample(data: Uint8Array, { taps, lines, step, inputLine, outputLine }: Pass): Uint8Array {
  const channels = Math.min(step, inputLine);
  const output = new Uint8Array(lines * taps.length * channels);
  for (let line = 0; line < lines; line++) {
    for (const [i, { first, weights }] of taps.entries()) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        const start = line * inputLine + first * step + c;
        for (let k = 0; k < weights.length; k++) sum += (data[start + k * step] ?? 0) * (weights[k] ?? 0);
        output[line * outputLine + i * step + c] = Math.round(sum);
      }
    }
  }
  return output;
}
