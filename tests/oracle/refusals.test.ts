import { describe, expect, it } from 'vitest';
import type { Task } from '../../src/domain/exam.ts';
import type { ModelFiles } from '../../src/domain/submission.ts';
import { grade } from '../../src/grade.ts';
import { predict } from '../../src/sandbox/host.ts';
import { forge, layerOf, sequential } from '../model/build.ts';
import { floats, type InputTensor, labelsOf, task, texts } from './rows.ts';

/** Models that are built to be refused with a hidden row in the reason; each really runs in its process. */
const SECRET_TEXT = 'the hidden words of a review';
const SECRET_NUMBER = 48_151_623;

const dense = layerOf('Dense', {
  units: 1,
  activation: 'linear',
  use_bias: false,
  kernel_initializer: 'ones',
});
const weight = { name: 'dense/kernel', shape: [1, 1], values: [1] };

/** A vocabulary of one word and no index for any other. */
const onText = (vocabulary: string): ModelFiles =>
  forge({
    class_name: 'Sequential',
    config: {
      name: 's',
      layers: [
        layerOf('InputLayer', { batch_input_shape: [null, 1], dtype: 'string' }),
        layerOf('StringLookup', { vocabulary: [vocabulary], num_oov_indices: 0, mask_token: null }),
      ],
    },
  });
/** A table of one row. */
const onNumbers: ModelFiles = forge(
  sequential([1], layerOf('Embedding', { input_dim: 1, output_dim: 1 }), layerOf('Flatten')),
  [{ name: 'embedding/embeddings', shape: [1, 1], values: [1] }],
);
/** 1 / x − 1 / x: NaN for zero, which blank rows are. */
const broken: ModelFiles = forge(sequential([2], dense), [weight]);

async function refusalOf(
  model: ModelFiles,
  inputs: InputTensor,
  of: Task,
): Promise<{ code: string; shown: string }> {
  const card = await grade({
    exam: { version: 1, id: 'e', title: 'E', passPercent: 90, feedback: 'score', tasks: [of] },
    sha256: '',
    submission: new Map([[of.id, { kind: 'model', model }]]),
    openHidden: async () => ({ inputs, labels: labelsOf(inputs) }),
  });
  const [result] = card.tasks;
  if (result?.kind !== 'rejected') throw new Error(`not refused: ${JSON.stringify(result)}`);
  return { code: result.problem.code, shown: JSON.stringify(card) };
}

describe('the reason for a refusal', () => {
  it('[T-66] never quotes a hidden text, which on public rows it does', async () => {
    const inputs = texts('', SECRET_TEXT);
    const model = onText('');
    const { code, shown } = await refusalOf(model, inputs, task('string'));
    expect(code).toBe('prediction/on-hidden-rows');
    expect(shown).not.toContain('hidden words');
    const direct = await predict({ model, inputs, output: task('string').output });
    expect(JSON.stringify(direct)).toContain(SECRET_TEXT);
  });

  it('[T-66] never quotes a hidden number, which on public rows it does', async () => {
    const inputs = floats([2, 1], 0, SECRET_NUMBER);
    const { code, shown } = await refusalOf(onNumbers, inputs, task('float32'));
    expect(code).toBe('prediction/on-hidden-rows');
    expect(shown).not.toMatch(/4815|48.151/);
    const direct = await predict({ model: onNumbers, inputs, output: task('float32').output });
    expect(JSON.stringify(direct)).toMatch(/4815/);
  });

  it('[T-66] is told in full when it is the same on rows that say nothing: the control', async () => {
    const { code, shown } = await refusalOf(broken, floats([2, 1], 1, 2), task('float32'));
    expect(code).toMatch(/^model\//);
    expect(shown).toContain('hint');
  });
});
