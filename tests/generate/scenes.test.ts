import { expect, test } from 'vitest';
import { colourOf } from '../../src/generate/colours.ts';
import { drawTask, PRACTICE_SEED } from '../../src/generate/index.ts';
import { classNames } from '../../src/generate/raw/index.ts';
import { SCENE_CLASSES, SCENE_SIZE } from '../../src/generate/scenes.ts';

const ROWS = 400;

test('every exam asks for the same kinds, each in an order of its own', () => {
  const exams = [PRACTICE_SEED, 'another', 'a third', 'a fourth'].map((seed) => classNames('scenes', seed));
  expect(new Set(exams.map((names) => names.toSorted().join())).size).toBe(1);
  expect(new Set(exams.map((names) => names.join())).size).toBeGreaterThan(1);
  expect(exams[0]).toHaveLength(SCENE_CLASSES);
});

test('no hue is brighter than another', () => {
  const sums = [0, 1, 2, 3, 4, 5, 6].map((hue) => colourOf(150, 70, hue).reduce((a, b) => a + b));
  for (const sum of sums) expect(sum).toBeCloseTo(450);
  expect(colourOf(150, 70, 0)[0]).toBeCloseTo(220);
});

test.each([PRACTICE_SEED, 'another'])(
  'colour is a hint (%s): the usual hues of two kinds lie a quarter of the circle apart',
  (seed) => {
    const hues = usualHues(seed);
    for (const [i, hue] of hues.entries()) {
      const next = hues[(i + 1) % hues.length] ?? 0;
      const apart = (next - hue + 4 * Math.PI) % (2 * Math.PI);
      expect(apart).toBeGreaterThan(Math.PI / 4);
      expect(apart).toBeLessThan((3 * Math.PI) / 4);
    }
  },
);

/** The hue of each class, on the average of the middle of its pictures. */
function usualHues(seed: string): readonly number[] {
  const { inputs, labels } = drawTask('scenes', seed, 'train', ROWS);
  const middle = [...Array(16).keys()].map((i) => i + SCENE_SIZE / 2 - 8);
  const pixels = middle.flatMap((y) => middle.map((x) => y * SCENE_SIZE + x));
  const sums = Array.from({ length: SCENE_CLASSES }, () => ({ across: 0, up: 0 }));
  for (const [row, label] of labels.data.entries()) {
    const sum = sums[label];
    if (!sum) continue;
    for (const pixel of pixels) {
      const at = 3 * (row * SCENE_SIZE ** 2 + pixel);
      const [red = 0, green = 0, blue = 0] = inputs.data.subarray(at, at + 3);
      sum.across += red - (green + blue) / 2;
      sum.up += (Math.sqrt(3) / 2) * (green - blue);
    }
  }
  return sums.map(({ across, up }) => Math.atan2(up, across));
}
