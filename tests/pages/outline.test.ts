import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { MAX_OUTLINE_INPUTS, MAX_OUTLINE_LAYERS } from '../../src/domain/limits.ts';
import type { Outline, OutlineLayer } from '../../src/domain/outline.ts';
import { boxesOf } from '../../src/report/html/outline/boxes.ts';
import { outlinePicture } from '../../src/report/html/outline/index.ts';
import { BOX, layOut } from '../../src/report/html/outline/layout.ts';

const layer = (from: readonly number[], change: Partial<OutlineLayer> = {}): OutlineLayer => ({
  name: 'x',
  className: 'ReLU',
  parameters: 1,
  from,
  ...change,
});
const chain = (length: number) =>
  outlineOf(...Array.from({ length }, (_, i) => layer(i === 0 ? [] : [i - 1])));

function outlineOf(...layers: readonly OutlineLayer[]): Outline {
  return { layers, more: 0 };
}

/** `2: 0, 1`: how many layers, and from which boxes. */
const told = (outline: Outline) =>
  boxesOf(outline).map(({ layers, from }) => `${layers.length}: ${from.join(', ')}`);
const parametersOf = (outline: Outline) =>
  boxesOf(outline).reduce(
    (sum, { layers }) => sum + layers.reduce((all, { parameters }) => all + parameters, 0),
    0,
  );

describe('boxes', () => {
  it('hold a layer each where these are few, and keep its sources', () => {
    expect(told(outlineOf(layer([]), layer([0]), layer([0]), layer([1, 2])))).toEqual([
      '1: ',
      '1: 0',
      '1: 0',
      '1: 1, 2',
    ]);
  });

  it('are one for a short chain where there are many, and one for all between the ends where there are more', () => {
    const long = told(chain(400));
    expect([long.length, long[9], long[10], long[11]]).toEqual([20, '1: 8', '381: 9', '1: 10']);
    const blocks = outlineOf(
      ...Array.from({ length: 301 }, (_, i) => layer(i === 0 ? [] : i % 3 === 0 ? [i - 1, i - 3] : [i - 1])),
    );
    const boxes = boxesOf(blocks);
    expect(boxes).toHaveLength(20);
    expect(parametersOf(blocks)).toBe(301);
  });

  it('show a model inside as one, and what is in it where there is nothing else', () => {
    const inner = [
      layer([0], { className: 'Functional' }),
      layer([1], { inside: 1 }),
      layer([2], { inside: 1 }),
    ];
    const [, box] = boxesOf(outlineOf(layer([]), ...inner, layer([1])));
    expect(box).toMatchObject({ inner: 2, from: [0] });
    const input = layer([], { className: 'InputLayer' });
    expect(told(outlineOf(input, ...inner))).toEqual(['1: ', '1: 0']);
  });

  it('take from what comes before them, whatever a stranger says', () => {
    const sources = Array.from({ length: MAX_OUTLINE_INPUTS }, (_, i) => i);
    const wild = Array.from({ length: MAX_OUTLINE_LAYERS }, (_, i) =>
      layer(
        sources.map((source) => (source * 7919 + i * 31) % Math.max(1, i)).filter((source) => source < i),
        i > 0 && i % 5 === 0 ? { inside: (i * 17) % i } : {},
      ),
    );
    const boxes = boxesOf(outlineOf(...wild));
    expect(boxes.length).toBeLessThanOrEqual(20);
    for (const [number, { from }] of boxes.entries())
      for (const source of from) expect(source).toBeLessThan(number);
  });
});

describe('the picture of a model', () => {
  it.each([
    ['a chain in columns', chain(11)],
    [
      'branches in ranks',
      outlineOf(layer([]), layer([0]), layer([0]), layer([0]), layer([1, 2, 3]), layer([0, 4])),
    ],
  ])('lets no box lie on another, and all within its edges: %s', (_, outline) => {
    const { width, height, boxes } = layOut(boxesOf(outline));
    for (const [i, a] of boxes.entries()) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + BOX.width).toBeLessThanOrEqual(width);
      expect(a.y + BOX.height).toBeLessThanOrEqual(height);
      for (const b of boxes.slice(i + 1))
        expect(Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height).toBe(true);
    }
  });

  it('has a title for every box, an arrow for every source, and a list of all layers', () => {
    const shaped = layer([0], { name: 'conv', className: 'Conv2D', output: [26, 26, 32], parameters: 1_320 });
    const outline = { layers: [layer([]), shaped, layer([0, 1])], more: 3 };
    const { document } = parseHTML(`<html><body>${outlinePicture(outline, 'Glyphs').text}</body></html>`);
    const texts = (selector: string) =>
      [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
    expect(texts('svg title')[1]).toBe('conv (Conv2D), answers (26, 26, 32), 1,320 parameters.');
    expect(texts('svg text')).toContain('(26, 26, 32) · 1,320');
    expect(document.querySelectorAll('svg polyline')).toHaveLength(3);
    expect(texts('li')).toEqual(texts('svg title'));
    expect(texts('details')[0]).toContain('And 3 more.');
  });
});
