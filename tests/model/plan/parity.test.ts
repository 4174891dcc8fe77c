import { describe, expect, it } from 'vitest';
import { readGoldenCases } from '../fixtures.ts';
import { deviation, MAX_DEVIATION } from '../parity.ts';
import { predicted } from './plans.ts';

/** Every golden case runs by a plan in golden.test.ts; one in so many also runs in the other two ways. */
const ONE_IN = 8;

describe.each([2, 3] as const)('models of Keras %i', (generation) => {
  const sample = readGoldenCases(generation).filter((_, i) => i % ONE_IN === 0);

  it.each(sample)('$name: answer the same folded, unfolded and layer by layer', async ({ models, input }) => {
    const [model] = models;
    if (model === undefined) throw new Error('a case has a model');
    const plain = await predicted(model, input, { plans: 'none' });
    for (const plans of ['fused', 'unfused'] as const) {
      const planned = await predicted(model, input, { plans });
      expect(planned.shape).toEqual(plain.shape);
      expect(deviation(planned, plain)).toBeLessThanOrEqual(MAX_DEVIATION);
    }
  });
});
