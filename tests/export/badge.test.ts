import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { badge, shields } from '../../src/export/index.ts';
import { ATTACKS, CARD, cardOf, hostileCard, OPEN, taskOf } from './cards.ts';

const PASSED = {
  ...cardOf(taskOf(5), taskOf(4), taskOf(1)),
  points: 10,
  maxPoints: 15,
  verdict: 'passed',
} as const;

function svgOf(card: typeof CARD) {
  const fail = (_level: string, message: string): never => {
    throw new Error(message);
  };
  const document = new DOMParser({ onError: fail }).parseFromString(badge(card), 'image/svg+xml');
  const all = (tag: string) => Array.from(document.getElementsByTagName(tag));
  return {
    all,
    root: all('svg')[0],
    numbers: (tag: string, name: string) => all(tag).map((e) => Number(e.getAttribute(name))),
  };
}

/** Relative luminance and contrast. Source: WCAG 2.2 */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The one that the handbook shows. */
const SHOWN = {
  ...cardOf(taskOf(5), taskOf(5), taskOf(4), taskOf(5), taskOf(4)),
  exam: { ...CARD.exam, title: 'Practice exam' },
  points: 23,
  verdict: 'passed',
} as const;

describe('a badge', () => {
  it('is drawn as the handbook shows it (otherwise: npx vitest -u tests/export/badge.test.ts)', () =>
    expect(badge(SHOWN)).toMatchFileSnapshot('../../docs/badge.svg'));

  it('says to a screen reader all that it draws', () => {
    const { all, root } = svgOf(PASSED);
    const title = 'Fivefold, Spring exam: 10 of 15 points, passed. Tabular 5, Tabular 4, Tabular 1.';
    expect(all('title')[0]?.textContent).toBe(title);
    expect([root?.getAttribute('role'), root?.getAttribute('aria-label')]).toEqual(['img', title]);
  });

  it('draws a column as high as each score', () => {
    const columns = svgOf(PASSED)
      .all('rect')
      .filter((rect) => rect.getAttribute('opacity') === '1');
    expect(columns.map((rect) => Number(rect.getAttribute('height')) / 2)).toEqual([5, 4, 1]);
    const bottoms = columns.map(
      (rect) => Number(rect.getAttribute('y')) + Number(rect.getAttribute('height')),
    );
    expect(new Set(bottoms).size).toBe(1);
  });

  it('holds every part inside of its width, one after the other', () => {
    const { root, all } = svgOf(CARD);
    const width = Number(root?.getAttribute('width'));
    const ends = all('text').map((e) => Number(e.getAttribute('x')) + Number(e.getAttribute('textLength')));
    expect(Math.max(...ends)).toBeLessThanOrEqual(width);
    const [, message] = all('text');
    const columns = all('rect').filter((rect) => rect.getAttribute('width') === '4');
    expect(Math.max(...columns.map((rect) => Number(rect.getAttribute('x')) + 4))).toBeLessThan(
      Number(message?.getAttribute('x')),
    );
  });

  it.each(['passed', 'not-passed', 'undecided'] as const)(
    'can be read when it is %s: white on dark enough',
    (verdict) => {
      const fills = svgOf({ ...CARD, verdict })
        .all('path')
        .map((path) => path.getAttribute('fill') ?? '');
      expect(fills).toHaveLength(2);
      for (const fill of fills) expect(contrast(fill, '#ffffff')).toBeGreaterThan(4.5);
    },
  );

  it.each(ATTACKS)('holds %j as text and nothing else', (attack) => {
    const tags = (text: string) =>
      svgOf(hostileCard(text))
        .all('*')
        .map(({ tagName }) => tagName);
    expect(tags(attack)).toEqual(tags('harmless'));
  });

  it('loads nothing and runs nothing', () => {
    expect(badge(CARD).replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|<script|<style|href|@import/,
    );
  });
});

describe("shields.io's endpoint", () => {
  it.each([
    ['passed', PASSED, '10/15 passed'],
    ['not passed', CARD, '9/25'],
    ['open', OPEN, '9/25 open'],
  ])('is told %s', (_title, card, message) => {
    const { color, ...rest } = JSON.parse(shields(card));
    expect(rest).toEqual({ schemaVersion: 1, label: 'Fivefold', message });
    expect(color).toMatch(/^#[0-9a-f]{6}$/);
  });
});
