import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelFormat } from '../../src/domain/submission.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { readNpy, toTensor } from '../../src/formats/npy.ts';
import { loadModel } from '../../src/model/index.ts';
import { forge, layerOf, sequential } from './build.ts';
import { deviation, MAX_DEVIATION } from './parity.ts';

/** What tests/fixtures/applications/make.py made: `keras3/NAME/`, `keras2/NAME/`. */
const FOLDER = process.env.FIVEFOLD_APPLICATIONS ?? '';
const required = process.env.FIVEFOLD_REQUIRE_KERAS === '1';

interface Facts {
  readonly parameters: number;
  readonly formats: readonly (ModelFormat & ('keras' | 'h5'))[];
}

interface Saved {
  readonly title: string;
  readonly folder: string;
  readonly format: Facts['formats'][number];
  readonly parameters: number;
}

function savedBy(generation: 'keras2' | 'keras3'): Saved[] {
  const parent = join(FOLDER, generation);
  if (FOLDER === '' || !existsSync(parent)) return [];
  return readdirSync(parent).flatMap((name) => {
    const folder = join(parent, name);
    const { parameters, formats }: Facts = JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8'));
    return formats.map((format) => ({ title: `${name} from .${format}`, folder, format, parameters }));
  });
}

function readTensor(folder: string, name: string): Tensor {
  return toTensor(readNpy(new Uint8Array(readFileSync(join(folder, name)))), 'float32');
}

test.runIf(required)(
  'FIVEFOLD_REQUIRE_KERAS=1 asks for both generations of models in FIVEFOLD_APPLICATIONS',
  () => {
    expect(savedBy('keras3').length).toBeGreaterThan(0);
    expect(savedBy('keras2').length).toBeGreaterThan(0);
  },
);

test("ConvNeXt's LayerScale multiplies each channel by its number", async () => {
  const scale = layerOf('LayerScale', { init_values: 1e-6, projection_dim: 2 });
  const gamma = { name: 'layerscale/gamma', shape: [2], values: [2, 3] };
  const model = await loadModel(forge(sequential([2, 2], scale), [gamma]));
  const x = { dtype: 'float32', shape: [1, 2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
  expect([...(await model.predict(x)).data]).toEqual([2, 6, 6, 12]);
  model.dispose();
});

describe.each(['keras3', 'keras2'] as const)('keras.applications as %s saved them', (generation) => {
  const saved = savedBy(generation);

  test.runIf(saved.length === 0)('(skipped: set FIVEFOLD_APPLICATIONS to the folder of the models)', (test) =>
    test.skip(),
  );

  test.each(saved)(
    '$title has its $parameters parameters and predicts what Keras predicts',
    async ({ folder, format, parameters }) => {
      const path = `model.${format}`;
      const bytes = new Uint8Array(readFileSync(join(folder, path)));
      const model = await loadModel({ format, path, files: new Map([[path, bytes]]) });
      try {
        expect(model.facts.parameters).toBe(parameters);
        const prediction = await model.predict(readTensor(folder, 'input.npy'));
        const expected = readTensor(folder, 'output.npy');
        expect(prediction.shape).toEqual(expected.shape);
        expect(deviation(prediction, expected)).toBeLessThanOrEqual(MAX_DEVIATION);
      } finally {
        // The engine's heap never shrinks, but it is used again.
        model.dispose();
      }
    },
  );
});
