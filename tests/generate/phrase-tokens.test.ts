import { expect, test } from 'vitest';
import { parseVocabulary } from '../../src/exam/vocabulary.ts';
import { drawPhraseTexts, drawTask, PRACTICE_TASKS, phraseVocabulary } from '../../src/generate/index.ts';
import { loadModel } from '../../src/model/index.ts';
import { predictRows } from '../../src/model/tokens/index.ts';
import { passThrough } from '../model/text/pass-through.ts';

const SEEDS = ['practice-1', 'another'];

test.each(SEEDS)('the tokens of a review are those that the grader makes of its text (%s)', async (seed) => {
  const { inputs: texts } = drawPhraseTexts(seed, 'sample', 200);
  const { inputs: drawn } = drawTask('phrases', seed, 'sample', 200);
  const [, length = 0] = drawn.shape;
  const tokens = { vocabulary: phraseVocabulary(seed), length };
  const model = await loadModel(passThrough([length], 'int32'));
  const { read, predictions } = await predictRows(model, { ...texts, tokens }, undefined);
  expect(read).toBe('exam-tokens');
  expect([...predictions.data]).toEqual([...drawn.data]);
});

test.each(SEEDS)('the vocabulary of a practice exam is one that the grader takes (%s)', (seed) => {
  const words = phraseVocabulary(seed);
  const file = new TextEncoder().encode(words.join('\n'));
  expect(parseVocabulary(file, 'vocabulary.txt')).toEqual(words);
});

test('a practice exam gives texts, and says where their vocabulary is', () => {
  const task = PRACTICE_TASKS.find(({ id }) => id === 'phrases');
  expect(task?.input).toEqual({
    shape: [40],
    dtype: 'int32',
    text: { vocabulary: 'tasks/phrases/vocabulary.txt' },
  });
});
