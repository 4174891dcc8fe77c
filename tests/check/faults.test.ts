import { describe, expect, it } from 'vitest';
import { mapped } from '../../src/diagnose/rows.ts';
import type { Finding } from '../../src/domain/check.ts';
import type { Tensor } from '../../src/domain/tensor.ts';
import { forge, layerOf, sequential } from '../model/build.ts';
import { picking, rescaling, spoilt, trained, undoing, type Wrapping } from './faults.ts';
import { lastWordModel, opinions, quadrantModel, quadrants, writtenOpinions } from './made.ts';
import { type Case, checkModel, findingsOf, practiceTask, publicSample } from './world.ts';

/** Models that real Keras trained, each with exactly one fault, run in the sandbox. What they reach may change; why not, may not. */
async function only(of: Case): Promise<Finding | undefined> {
  const result = await checkModel(of);
  const [finding, ...more] = findingsOf(result);
  expect(more, JSON.stringify(result)).toEqual([]);
  return finding;
}

const GLYPH = [28, 28, 1];
const glyphs = async (wrapping: Omit<Wrapping, 'input'> & { input?: readonly number[] }): Promise<Case> => ({
  task: practiceTask('glyphs'),
  model: await spoilt('glyphs', { input: GLYPH, ...wrapping }),
  sample: publicSample('glyphs'),
});

describe('inputs', () => {
  it('divided by 255 before training', async () => {
    const squash = layerOf('Activation', { activation: 'tanh' });
    const finding = await only({ ...quadrants(1), model: quadrantModel(1, { before: [squash] }) });
    expect(finding).toMatchObject({
      diagnosis: 'input-scale',
      evidence: expect.stringContaining('divided by 255'),
    });
  });

  it('standardised before training', async () => {
    const sample = publicSample('tabular');
    const back = undoing(sample.inputs as Tensor);
    const model = await spoilt('tabular', { input: [6], before: [back.layer], weights: back.weights });
    const finding = await only({ task: practiceTask('tabular'), model, sample });
    expect(finding).toMatchObject({
      diagnosis: 'input-scale',
      evidence: expect.stringContaining('standardised'),
    });
  });

  it('from 0 to 255 in training, where the task gives 0 to 1', async () => {
    const { inputs, labels } = publicSample('glyphs');
    const sample = { inputs: mapped(inputs as Tensor, (x) => x / 255), labels };
    const finding = await only({ task: practiceTask('glyphs'), model: await trained('glyphs'), sample });
    expect(finding).toMatchObject({
      diagnosis: 'input-scale',
      evidence: expect.stringContaining('multiplied by 255'),
    });
  });

  it('flattened before training', async () => {
    const finding = await only(
      await glyphs({ input: [784], before: [layerOf('Reshape', { target_shape: GLYPH })] }),
    );
    expect(finding).toMatchObject({
      diagnosis: 'input-shape',
      evidence: expect.stringContaining('flattened'),
    });
  });

  it('with blue first', async () => {
    const finding = await only({ ...quadrants(3), model: quadrantModel(3, { channel: 2 }) });
    expect(finding).toMatchObject({ diagnosis: 'colour-order' });
  });

  it.each([
    ['of tokens', opinions()],
    ['of texts', writtenOpinions()],
  ])('%s with the padding on the left', async (_what, made) => {
    const finding = await only({ ...made, model: lastWordModel() });
    expect(finding).toMatchObject({
      diagnosis: 'padding-side',
      advice: expect.stringContaining("padding='post'"),
    });
  });
});

describe('classes', () => {
  it('in another order', async () => {
    const swap = picking('order', [1, 0, 3, 2, 5, 4, 7, 6, 9, 8], 10);
    const finding = await only(await glyphs({ after: [swap.layer], weights: swap.weights }));
    expect(finding).toMatchObject({
      diagnosis: 'class-order',
      evidence: expect.stringContaining('1 → 0, 0 → 1'),
    });
  });

  it('off by one', async () => {
    const shift = picking('order', [9, 0, 1, 2, 3, 4, 5, 6, 7, 8], 10);
    const finding = await only(await glyphs({ after: [shift.layer], weights: shift.weights }));
    expect(finding).toMatchObject({
      diagnosis: 'labels-off-by-one',
      evidence: expect.stringContaining('one lower'),
    });
  });

  it('counted from 1, in eleven columns', async () => {
    const pad = layerOf('ZeroPadding1D', { padding: [1, 0] });
    const columns = [layerOf('Reshape', { target_shape: [10, 1], name: 'column' }, { name: 'column' }), pad];
    const finding = await only(
      await glyphs({ after: [...columns, layerOf('Flatten', { name: 'flat' }, { name: 'flat' })] }),
    );
    expect(finding).toMatchObject({
      diagnosis: 'output-shape',
      evidence: expect.stringContaining('first column'),
    });
  });

  it('as logits, where the metric is log loss', async () => {
    const task = practiceTask('glyphs', {
      metric: { name: 'log-loss' },
      thresholds: { 2: 2.2, 3: 1.5, 4: 0.5, 5: 1e-6 },
    });
    const model = await spoilt('glyphs', { input: GLYPH, after: [rescaling(20, -10)] });
    const finding = await only({ task, model, sample: publicSample('glyphs') });
    expect(finding).toMatchObject({ diagnosis: 'logits', evidence: expect.stringContaining('softmax') });
  });

  it('of which only one is ever answered', async () => {
    const finding = await only(await glyphs({ after: [rescaling(0), layerOf('Softmax', {})] }));
    expect(finding).toMatchObject({
      diagnosis: 'constant',
      evidence: expect.stringContaining('class 0 for every row'),
    });
  });
});

const sensors = async (after: readonly object[]): Promise<Case> => ({
  task: practiceTask('sensors', {
    metric: { name: 'r2' },
    thresholds: { 2: 0.1, 3: 0.3, 4: 0.5, 5: 0.9999 },
  }),
  model: await spoilt('sensors', { input: [48, 4], after }),
  sample: publicSample('sensors'),
});

describe('a forecast', () => {
  it('in thousands', async () => {
    const finding = await only(await sensors([rescaling(0.001)]));
    expect(finding).toMatchObject({
      diagnosis: 'unit',
      evidence: expect.stringContaining('multiplied by 1000'),
    });
  });

  it('in degrees Fahrenheit, as it were', async () => {
    const finding = await only(await sensors([rescaling(1.8, 32)]));
    expect(finding).toMatchObject({ diagnosis: 'unit', evidence: expect.stringContaining('°F to °C') });
  });

  it('with a last dimension of its own', async () => {
    const finding = await only(await sensors([layerOf('Reshape', { target_shape: [12, 1] })]));
    expect(finding).toMatchObject({
      diagnosis: 'output-shape',
      evidence: expect.stringContaining('(12, 1)'),
    });
  });

  it('that repeats the last value', async () => {
    const repeat = picking('repeat', new Array<number>(12).fill(0), 4);
    const layers = [layerOf('Cropping1D', { cropping: [47, 0] }), layerOf('Flatten'), repeat.layer];
    const model = forge(sequential([48, 4], ...layers), repeat.weights);
    const finding = await only({ ...(await sensors([])), model });
    expect(finding).toMatchObject({
      diagnosis: 'repeats-itself',
      evidence: expect.stringContaining('the last value'),
    });
  });
});

describe('weights and numbers', () => {
  it('that are not finite are named with their layer', async () => {
    const spoil = picking('broken', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10);
    const weights = spoil.weights.map((weight) => ({
      ...weight,
      values: weight.values.map(() => Number.NaN),
    }));
    const result = await checkModel(await glyphs({ after: [spoil.layer], weights }));
    expect(result).toMatchObject({
      kind: 'rejected',
      problem: { code: 'model/weights-not-finite', where: 'broken' },
    });
  });

  it('that overflow on unscaled inputs are told with what would help', async () => {
    const powers = layerOf('Activation', { activation: 'exponential' });
    const result = await checkModel({ ...quadrants(1), model: quadrantModel(1, { before: [powers] }) });
    expect(result).toMatchObject({ kind: 'rejected', problem: { code: 'prediction/not-finite' } });
    expect(findingsOf(result)).toMatchObject([
      { diagnosis: 'input-scale', evidence: expect.stringContaining('255') },
    ]);
  });

  it('of which an embedding has too few are counted', async () => {
    const result = await checkModel({ ...opinions(), model: lastWordModel(19) });
    expect(result).toMatchObject({ kind: 'rejected', problem: { code: 'model/input-mismatch' } });
  });
});
