import { describe, expect, it } from 'vitest';
import { loadModel } from '../../src/model/index.ts';
import { readGoldenCases } from './fixtures.ts';
import { deviation, isHalfPrecision, MAX_DEVIATION, MAX_HALF_DEVIATION } from './parity.ts';

describe.each([2, 3] as const)('layers as Keras %i saved them predict what Keras predicts', (generation) => {
  const cases = readGoldenCases(generation).flatMap(({ models, ...golden }) =>
    models.map((model) => ({ ...golden, model, title: `${golden.name} from ${model.format}` })),
  );

  it.each(cases)('$title', async ({ name, model, input, output }) => {
    const loaded = await loadModel(model);
    const prediction = await loaded.predict(input);
    loaded.dispose();
    expect(prediction.shape).toEqual(output.shape);
    const bound = isHalfPrecision(name) ? MAX_HALF_DEVIATION : MAX_DEVIATION;
    expect(deviation(prediction, output)).toBeLessThanOrEqual(bound);
  });
});
