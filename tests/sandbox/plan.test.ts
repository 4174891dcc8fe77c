import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  GRADER_MEMORY_BYTES,
  MIN_PREDICT_MEMORY_BYTES,
  PREDICT_MEMORY_BYTES,
} from '../../src/domain/limits.ts';
import { planRuns } from '../../src/sandbox/plan.ts';

const GIB = 2 ** 30;

it.each([
  [14.5, 4, { atOnce: 2, memoryBytes: PREDICT_MEMORY_BYTES, isShort: false }],
  [14.5, 1, { atOnce: 1, memoryBytes: PREDICT_MEMORY_BYTES, isShort: false }],
  [6.5, 2, { atOnce: 1, memoryBytes: PREDICT_MEMORY_BYTES, isShort: false }],
  [4, 2, { atOnce: 1, memoryBytes: 3 * GIB, isShort: true }],
  [0.5, 2, { atOnce: 1, memoryBytes: MIN_PREDICT_MEMORY_BYTES, isShort: true }],
])('[T-38] with %s GiB and %s cores, models share a machine like this', (available, cores, expected) => {
  const { atOnce, limits } = planRuns(available * GIB, cores);
  expect({ atOnce, memoryBytes: limits.memoryBytes, isShort: limits.isShort }).toEqual(expected);
});

it('[T-38] models that run at once never want more together than the machine has beside the grader', () => {
  const enough = MIN_PREDICT_MEMORY_BYTES + GRADER_MEMORY_BYTES;
  fc.assert(
    fc.property(
      fc.integer({ min: enough, max: 2 ** 40 }),
      fc.integer({ min: 1, max: 128 }),
      (available, cores) => {
        const { atOnce, limits } = planRuns(available, cores);
        expect(atOnce * limits.memoryBytes + GRADER_MEMORY_BYTES).toBeLessThanOrEqual(available);
        // Whether it has a neighbour changes nothing for a model: two run only where both may take all.
        expect(atOnce === 1 || limits.memoryBytes === PREDICT_MEMORY_BYTES).toBe(true);
      },
    ),
  );
});

it('[T-38] this machine has a plan', () => {
  expect(planRuns().atOnce).toBeGreaterThanOrEqual(1);
});
