import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ModelFiles } from '../../../src/domain/submission.ts';
import { parseExam } from '../../../src/exam/index.ts';
import { toTensor } from '../../../src/formats/npy.ts';
import { readNpz } from '../../../src/formats/npz.ts';
import { grade } from '../../../src/grade.ts';
import { mintIdentity, openHiddenSet, packHiddenSet } from '../../../src/hidden/index.ts';
import { describeModel, loadModel } from '../../../src/model/index.ts';

/** Trained on phrases by tests/fixtures/text/train.py, TextVectorization inside. */
const fixture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/text/${name}`, import.meta.url)));
const MODEL: ModelFiles = {
  format: 'keras',
  path: 'models/reviews/model.keras',
  files: new Map([['model.keras', new Uint8Array(fixture('model.keras'))]]),
};
const expected = JSON.parse(fixture('expected.json').toString()) as {
  predictions: number[];
  accuracy: number;
};

/** Inputs as `<U`, as NumPy wrote them. */
const arrays = readNpz(new Uint8Array(fixture('hidden.npz')));
const { inputs, labels } = Object.fromEntries(arrays);
if (inputs === undefined || labels === undefined) throw new Error('hidden.npz is not whole');

const examOf = (sha256: string) =>
  parseExam(
    new TextEncoder().encode(`
version: 1
id: spring
title: Spring
feedback: full
tasks:
  - id: reviews
    title: Reviews
    input: { shape: [1], dtype: string }
    output: { shape: [1], kind: classes }
    metric: accuracy
    thresholds: { 2: 0.55, 3: 0.7, 4: 0.8, 5: 0.9 }
    hidden: { path: hidden-tests/reviews.npz.age, sha256: ${sha256} }
`),
  );

describe('a model that reads raw text', () => {
  it('predicts what Keras predicts', async () => {
    const model = await loadModel(MODEL);
    const { data } = await model.predict(toTensor(inputs, 'string'));
    const apart = expected.predictions.map((value, i) => Math.abs(value - (data[i] ?? Number.NaN)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1e-5);
  });

  it('is graded from the encrypted hidden set, through the sandbox, to a score', async () => {
    const { identity, recipient } = await mintIdentity();
    const ids = { examId: 'spring', taskId: 'reviews', recipients: [recipient] };
    const { bytes, sha256 } = await packHiddenSet({ inputs, labels }, ids);
    const loaded = examOf(sha256);
    const submission = new Map([['reviews', { kind: 'model', model: MODEL } as const]]);
    const openHidden = (task: (typeof loaded.exam.tasks)[number]) =>
      openHiddenSet(bytes, { identity, exam: loaded.exam, task });
    const { tasks } = await grade({ ...loaded, submission, openHidden });
    expect(tasks).toMatchObject([{ kind: 'scored', score: 5, value: expected.accuracy }]);
  });

  it('is described with its text input and the lengths that it observed', async () => {
    const { inputs: given, layers } = await describeModel(await loadModel(MODEL));
    expect(given).toMatchObject([{ shape: [1], dtype: 'string' }]);
    expect(layers.find(({ className }) => className === 'TextVectorization')).toMatchObject({ output: [10] });
  });
});
