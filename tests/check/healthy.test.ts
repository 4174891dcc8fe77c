import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { submissionFolder } from '../../scripts/rehearsal/candidate.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { PRACTICE_TASKS } from '../../src/generate/index.ts';
import { readModel } from '../../src/submission/index.ts';
import { trained } from './faults.ts';
import { quadrantModel, quadrants } from './made.ts';
import { checkModel, findingsOf, practiceTask, publicSample } from './world.ts';

describe('the sample submission, as Keras 3 saved it', () => {
  it.each(PRACTICE_TASKS)('gets no diagnosis for $id', async ({ id }) => {
    const model = await readModel(join(submissionFolder('keras3'), 'models', id, 'model.keras'));
    const result = await checkModel({ task: practiceTask(id), model, sample: publicSample(id, 100) });
    expect(result.kind, JSON.stringify(result)).toBe('runs');
    expect(findingsOf(result)).toEqual([]);
  });
});

describe('on the public sample', () => {
  it('the value lies within its interval, and so do the scores that it would have', async () => {
    const { task, sample } = quadrants(1);
    const labels = {
      ...sample.labels,
      data: sample.labels.data.map((label, i) => (i % 5 === 0 ? (label + 1) % 4 : label)),
    };
    const result = await checkModel({
      task,
      model: quadrantModel(1),
      sample: { ...sample, labels: labels as Tensor },
    });
    expect(result).toMatchObject({
      kind: 'runs',
      sample: { rows: 120, value: 0.8, wouldScore: { value: 4 } },
    });
    if (result.kind !== 'runs' || !result.sample) throw new Error('it does not run');
    const [worse, better] = result.sample.interval;
    expect(worse).toBeLessThan(0.78);
    expect(better).toBeGreaterThan(0.82);
    expect(result.sample.wouldScore.from).toBeLessThan(4);
  });

  it('equal models get equal results', async () => {
    const of = { ...quadrants(3), model: quadrantModel(3) };
    const [one, other] = [await checkModel(of), await checkModel(of)].map((result) => ({
      ...result,
      pace: 'timed',
    }));
    expect(one).toEqual(other);
  });

  it('a model that knows its training rows by heart is told so', async () => {
    const { task, sample } = quadrants(1);
    const model = quadrantModel(1);
    const noisy = sample.labels.data.map((label, i) => (i % 3 === 0 ? (label + 1) % 4 : label));
    const unseen = { ...sample, labels: { ...sample.labels, data: noisy } as Tensor };
    const [finding, ...more] = findingsOf(
      await checkModel({ task, model, sample: unseen, training: sample }),
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      diagnosis: 'over-fitting',
      evidence: expect.stringContaining('is 1, on the public'),
    });
  });
});

describe('without a public sample', () => {
  it.each(PRACTICE_TASKS)(
    'a model of $id is held against its contract, and nothing else is said',
    async ({ id }) => {
      const result = await checkModel({ task: practiceTask(id), model: await trained(id) });
      expect(result).toMatchObject({
        kind: 'runs',
        facts: { format: 'TensorFlow.js layers model' },
        findings: [],
      });
      expect(result).not.toHaveProperty('sample');
    },
  );

  it('a model that breaks its contract is rejected', async () => {
    const result = await checkModel({ task: practiceTask('scenes'), model: await trained('glyphs') });
    expect(result).toMatchObject({ kind: 'rejected', problem: { code: 'model/input-mismatch' } });
  });
});
