import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, type Example } from '../../src/dataset/divide.ts';
import { groupsOf } from '../../src/dataset/near.ts';
import type { Answers } from '../../src/dataset/source.ts';
import { partsOf, problemOf, SECRET, SHARES } from './data.ts';

const alone = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => ({ key: `example ${i}`, group: i }));
const classes = (labels: readonly number[]): Answers => ({ kind: 'classes', names: ['a', 'b', 'c'], labels });

describe('divide', () => {
  it('gives every example one part, each class its share', () => {
    const labels = Array.from({ length: 300 }, (_, i) => (i < 200 ? 0 : i < 280 ? 1 : 2));
    const division = divide(alone(300), classes(labels), SHARES, SECRET);
    expect(partsOf(division).size).toBe(300);
    const count = (part: readonly number[], label: number) => part.filter((i) => labels[i] === label).length;
    expect([0, 1, 2].map((label) => count(division.hidden, label))).toEqual([40, 16, 4]);
    expect([0, 1, 2].map((label) => count(division.sample, label))).toEqual([20, 8, 2]);
  });

  it('keeps groups whole, for any groups and seed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { minLength: 120, maxLength: 120 }), fc.string(), (groups, seed) => {
        const examples = groups.map((group, i) => ({ key: `${i}`, group }));
        const parts = partsOf(divide(examples, classes(groups.map(() => 0)), SHARES, seed));
        expect(parts.size).toBe(120);
        const together = Map.groupBy(groups.keys(), (i) => groups[i]);
        for (const members of together.values())
          expect(new Set(members.map((i) => parts.get(i))).size).toBe(1);
      }),
    );
  });

  it('depends on the seed and on what the examples are, not on their order', () => {
    const examples = alone(90);
    const labels = examples.map((_, i) => i % 3);
    const division = divide(examples, classes(labels), SHARES, SECRET);
    const turned = divide(examples.toReversed(), classes(labels.toReversed()), SHARES, SECRET);
    expect(turned.hidden.map((i) => 89 - i)).toEqual(division.hidden);
    expect(divide(examples, classes(labels), SHARES, 'another')).not.toEqual(division);
  });

  it('spreads values, so that every part has small and large ones', () => {
    const answers: Answers = {
      kind: 'values',
      shape: [1],
      labels: Array.from({ length: 100 }, (_, i) => [i]),
    };
    const { hidden } = divide(alone(100), answers, SHARES, SECRET);
    const fifths = hidden.map((i) => Math.floor(i / 20));
    expect([0, 1, 2, 3, 4].map((fifth) => fifths.filter((found) => found === fifth).length)).toEqual([
      4, 4, 4, 4, 4,
    ]);
  });

  it('leaves no part without a class', async () => {
    const labels = [...Array<number>(30).fill(0), 1, 1];
    const problem = await problemOf(() => divide(alone(32), classes(labels), SHARES, SECRET));
    expect(problem).toMatchObject({ code: 'dataset/too-small', message: expect.stringContaining("'b'") });
  });
});

describe('groupsOf', () => {
  it('joins what is near through others', () => {
    expect(
      groupsOf(6, [
        [4, 5],
        [1, 4],
        [0, 2],
      ]),
    ).toEqual([0, 1, 0, 3, 1, 1]);
  });
});
