/** Every golden layer once more, as TensorFlow saved it; made by `.ci/keras`, because it is too large to be committed. */
import { describe, expect, test } from 'vitest';
import { FivefoldError } from '../../../src/domain/errors.ts';
import { outcome } from '../outcome.ts';
import { deviation, isHalfPrecision, MAX_DEVIATION, MAX_HALF_DEVIATION } from '../parity.ts';
import { readSavedCases, type SavedCase } from './corpus.ts';
import { EXPORTED_OTHERWISE, REFUSED } from './refused.ts';

/** `keras3/FAMILY.zip` and `keras2/FAMILY.zip`, by tests/fixtures/layers/make_saved_models.py. */
const FOLDER = process.env.FIVEFOLD_SAVED_MODELS ?? '';
const required = process.env.FIVEFOLD_REQUIRE_KERAS === '1';
const corpus = ([2, 3] as const).flatMap((generation) =>
  readSavedCases(FOLDER, generation)
    .filter(({ name }) => !EXPORTED_OTHERWISE.has(name))
    .map((saved) => ({ ...saved, title: `Keras ${generation}: ${saved.name}` })),
);

/** Refusals that were met; one that never is should leave the list. */
const met = new Set<string>();

async function hold({ name, model, input, output }: SavedCase): Promise<void> {
  const result = await outcome(model, input);
  if (result instanceof FivefoldError) {
    const refusal = REFUSED.find(({ cases, names }) => cases.test(name) && result.message.includes(names));
    expect(refusal, result.message).toBeDefined();
    met.add(refusal?.names ?? '');
    return;
  }
  expect(result?.shape).toEqual(output.shape);
  const bound = isHalfPrecision(name) ? MAX_HALF_DEVIATION : MAX_DEVIATION;
  expect(result && deviation(result, output)).toBeLessThanOrEqual(bound);
}

test.runIf(required)('FIVEFOLD_REQUIRE_KERAS=1 asks for SavedModels of both generations', () => {
  expect(readSavedCases(FOLDER, 2).length).toBeGreaterThan(500);
  expect(readSavedCases(FOLDER, 3).length).toBeGreaterThan(500);
});

const title =
  corpus.length > 0
    ? 'SavedModels of every layer'
    : 'SavedModels of every layer (skipped: set FIVEFOLD_SAVED_MODELS to a folder that .ci/keras made)';

describe.runIf(corpus.length > 0)(title, () => {
  test.each(corpus)('$title predicts what Keras predicts, or is refused by name', hold);

  test('every refusal in the list is still one', () => {
    expect(REFUSED.map(({ names }) => names).filter((names) => !met.has(names))).toEqual([]);
  });
});
