import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  fail,
  finish,
  hasFailed,
  longest,
  type Piece,
  take,
  type Work,
  workOf,
} from '../../src/sandbox/queue.ts';

/** A model of so many rows; the later ones take longer for each. */
function work(rows: number, id = 0): Work {
  const program = {
    input: { size: 3 },
    output: { shape: [2] },
    batchRows: 4,
    arenaBytes: 0,
    costPerRow: id + 1,
  };
  return workOf(id, program, new Float32Array(3 * rows), [0, 0]);
}

/** Piece by piece, as threads would that never do anything at the same time. */
function* piecesOf(all: readonly Work[]): Generator<[Work, Piece]> {
  for (let next = longest(all); next; next = longest(all)) {
    const piece = take(next);
    if (piece) yield [next, piece];
  }
}

it('gives each row of each model to one who asks, the longest model first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { minLength: 1, maxLength: 4 }), (counts) => {
      const all = counts.map(work);
      const left = [...counts];
      for (const [{ id, piece: most }, { from, to }] of piecesOf(all)) {
        expect((left[id] ?? 0) * (id + 1)).toBe(Math.max(...left.map((rows, i) => rows * (i + 1))));
        expect([from, to - from <= most]).toEqual([(counts[id] ?? 0) - (left[id] ?? 0), true]);
        left[id] = (left[id] ?? 0) - (to - from);
      }
      expect(left).toEqual(counts.map(() => 0));
    }),
    { numRuns: 50 },
  );
});

it('ends a work once: when nobody has any of it any more', () => {
  const sizes = [fc.integer({ min: 1, max: 60 }), fc.nat(3)] as const;
  fc.assert(
    fc.property(...sizes, (rows, underWay) => {
      const one = work(rows);
      const pieces = [...piecesOf([one])].map(([, piece]) => piece);
      const [last, ...others] = [...pieces.slice(underWay), ...pieces.slice(0, underWay)].reverse();
      expect(others.map((piece) => finish(one, piece, 1))).toEqual(others.map(() => false));
      expect(last && finish(one, last, 1)).toBe(true);
      expect(hasFailed(one)).toBe(false);
    }),
  );
});

it('gives none of a work any more once a piece has failed, and ends it with the last that is under way', () => {
  const one = work(60);
  const [first, second, third] = [take(one), take(one), take(one)];
  if (!first || !second || !third) throw new Error('there are more than three pieces');
  expect(fail(one, second)).toBe(false);
  expect([take(one), longest([one])]).toEqual([undefined, undefined]);
  expect(finish(one, first, 1)).toBe(false);
  expect(finish(one, third, 1)).toBe(true);
  expect(hasFailed(one)).toBe(true);
});
