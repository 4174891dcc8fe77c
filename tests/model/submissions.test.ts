import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import { toTensor } from '../../src/formats/npy.ts';
import { readNpz } from '../../src/formats/npz.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { loadModel } from '../../src/model/index.ts';
import { readModel } from '../../src/submission/index.ts';
import { deviation, MAX_DEVIATION } from './parity.ts';

const GOLDEN = join(submissionFolder('keras3'), '../golden');
const FILES = {
  keras3: 'model.keras',
  'keras3-h5': 'model.h5',
  'keras2-h5': 'model.h5',
  tfjs: 'model.json',
} as const;
type Variant = keyof typeof FILES;

/** What the Keras that trained the model predicted for rows of the public sample. */
async function golden(variant: Variant, task: (typeof PRACTICE_TASKS)[number]) {
  const arrays = readNpz(await readFile(join(GOLDEN, variant, `${task.id}.npz`)));
  const [inputs, outputs] = ['inputs', 'outputs'].map((name) => arrays.get(name));
  if (!inputs || !outputs) throw new Error(`${variant}/${task.id}.npz lacks an array`);
  return { inputs: toTensor(inputs, task.input.dtype), outputs: toTensor(outputs, 'float32') };
}

describe.each(Object.keys(FILES) as Variant[])('the sample submission %s', (variant) => {
  it.each(PRACTICE_TASKS)('predicts for $id what Keras predicted', async (task) => {
    const { inputs, outputs } = await golden(variant, task);
    const path = join(submissionFolder(variant), 'models', task.id, FILES[variant]);
    const model = await loadModel(await readModel(path));
    const predictions = await model.predict(inputs);
    model.dispose();
    expect(predictions.shape).toEqual(outputs.shape);
    expect(deviation(predictions, outputs)).toBeLessThanOrEqual(MAX_DEVIATION);
  });
});
