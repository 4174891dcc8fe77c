import { expect, test } from 'vitest';
import { drawPhraseTexts, drawTask, PRACTICE_SEED, phraseVocabulary } from '../../src/generate/index.ts';

const LENGTH = 40;
const vocabulary = phraseVocabulary(PRACTICE_SEED);
const { inputs, labels } = drawTask('phrases', PRACTICE_SEED, 'train', 1_000);
const reviews = Array.from(labels.data, (_, i) => [...inputs.data.slice(i * LENGTH, (i + 1) * LENGTH)]);

test('tokens are numbers of the vocabulary, and padding comes only at the end', () => {
  for (const tokens of reviews) {
    const length = tokens.indexOf(0);
    expect(length).toBeGreaterThan(3);
    expect(tokens.slice(length).every((token) => token === 0)).toBe(true);
    expect(tokens.every((token) => token >= 0 && token < vocabulary.length)).toBe(true);
  }
});

test('the texts are the reviews that the tokens stand for', () => {
  const texts = drawPhraseTexts(PRACTICE_SEED, 'train', 1_000);
  expect(texts.labels).toEqual(labels);
  const read = reviews.map((tokens) => tokens.flatMap((token) => vocabulary[token] || []).join(' '));
  expect(texts.inputs.data.map((text) => text.replace(/[.,]/g, ''))).toEqual(read);
});

test('no word is listed twice, and each is used', () => {
  expect(new Set(vocabulary).size).toBe(vocabulary.length);
  const used = new Set(reviews.flat());
  expect(vocabulary.filter((_, number) => !used.has(number))).toEqual(['[UNK]']);
  expect(vocabulary.indexOf('[UNK]')).toBe(1);
});

test('a review reads as a sentence', () => {
  const [text] = drawPhraseTexts(PRACTICE_SEED, 'train', 1).inputs.data;
  expect(text).toMatchInlineSnapshot(
    `"we came on thursday in the rain. nobody would say that the dessert is bland."`,
  );
});

test('one word alone says little: no word decides more than nine in ten of its reviews', () => {
  for (const [number, word] of vocabulary.entries()) {
    const containing = reviews.flatMap((tokens, i) =>
      number > 0 && tokens.includes(number) ? [labels.data[i] ?? 0] : [],
    );
    const praising = containing.reduce((a, b) => a + b, 0) / containing.length;
    if (containing.length >= 50) expect(Math.abs(praising - 0.5), word).toBeLessThan(0.4);
  }
});
