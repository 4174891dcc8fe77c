import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../src/generate/random.ts';
import { cosine, sine } from '../../src/generate/sine.ts';

describe('randomFrom', () => {
  test('names give one stream, other names another', () => {
    const draw = (...names: string[]) => randomFrom(...names).integer(2 ** 32);
    expect(draw('a', 'b')).toBe(draw('a', 'b'));
    expect(new Set([draw('a', 'b'), draw('ab'), draw('b', 'a'), draw('a', 'b', '')]).size).toBe(4);
  });

  test('uniform numbers fill their range evenly', () => {
    const random = randomFrom('uniform');
    const counts = Array(10).fill(0);
    for (let i = 0; i < 20_000; i++) counts[Math.floor(random.uniform(-5, 5)) + 5] += 1;
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test('normal numbers have mean 0 and deviation 1', () => {
    const random = randomFrom('normal');
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  test('a shuffle keeps every item', () => {
    const items = [...Array(50).keys()];
    const shuffled = randomFrom('shuffle').shuffle(items);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });
});

test('our sine and cosine agree with the engine’s to 1e-8', () => {
  for (let x = -20; x < 20; x += 0.037) {
    expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThan(1e-8);
    expect(Math.abs(cosine(x) - Math.cos(x))).toBeLessThan(1e-8);
  }
});
