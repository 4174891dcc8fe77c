import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../src/model/index.ts';
import { deviation, MAX_DEVIATION } from '../parity.ts';
import { readTextCases } from './fixtures.ts';

describe.each([2, 3] as const)(
  'layers on text as Keras %i saved them answer what Keras answers',
  (generation) => {
    const all = readTextCases(generation);
    const cases = all.flatMap(({ models, ...golden }) =>
      models.map((model) => ({ ...golden, model, title: `${golden.name} from ${model.format}` })),
    );

    it.each(cases)('$title', async ({ model, input, output }) => {
      const loaded = await loadModel(model);
      const prediction = await loaded.predict(input);
      loaded.dispose();
      expect(prediction.shape).toEqual(output.shape);
      if (output.data.every(Number.isInteger)) expect(prediction.data).toEqual(output.data);
      else expect(deviation(prediction, output)).toBeLessThanOrEqual(MAX_DEVIATION);
    });

    const losses = all.flatMap(({ name, lost }) => (lost ? [{ name, lost }] : []));

    it.runIf(losses.length > 0).each(losses)(
      '$name as .h5 has lost its vocabulary, and says so',
      async ({ lost }) => {
        await expect(loadModel(lost)).rejects.toMatchObject({
          code: 'model/vocabulary-missing',
          hint: expect.stringContaining('model.keras'),
        });
      },
    );
  },
);
