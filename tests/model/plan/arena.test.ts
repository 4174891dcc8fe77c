import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../../src/model/plan/arena.ts';

const tenant = fc.record({
  bytes: fc.integer({ min: 1, max: 1_000 }),
  first: fc.integer({ min: 0, max: 20 }),
  length: fc.integer({ min: 0, max: 20 }),
});

describe('the arena', () => {
  it('never gives two the same bytes at one time', () => {
    fc.assert(
      fc.property(fc.array(tenant, { maxLength: 30 }), (drawn) => {
        const tenants = drawn.map(({ bytes, first, length }) => ({ bytes, first, last: first + length }));
        const { offsets, bytes: total } = layOut(tenants);
        const placed = tenants.map((each) => ({ ...each, from: offsets.get(each) ?? Number.NaN }));
        for (const [i, a] of placed.entries()) {
          expect(a.from + a.bytes).toBeLessThanOrEqual(total);
          for (const b of placed.slice(0, i)) {
            const apart = a.last < b.first || b.last < a.first;
            expect(apart || a.from + a.bytes <= b.from || b.from + b.bytes <= a.from).toBe(true);
          }
        }
      }),
    );
  });

  it('lends the room of those who are gone', () => {
    const chain = Array.from({ length: 10 }, (_, i) => ({ bytes: 640, first: i, last: i + 1 }));
    expect(layOut(chain).bytes).toBe(2 * 640);
  });
});
