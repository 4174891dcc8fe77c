import { describe, expect, it } from 'vitest';
import type { InputTensor } from '../../../src/domain/tensor.ts';
import { loadModel } from '../../../src/model/index.ts';
import { DENSE, DENSE_WEIGHTS, forge, layerOf, sequential } from '../build.ts';

const textInput = layerOf('InputLayer', { batch_input_shape: [null, 1], dtype: 'string' });
const onText = (...layers: readonly object[]) =>
  forge({ class_name: 'Sequential', config: { name: 's', layers: [textInput, ...layers] } });
const onNumbers = (...layers: readonly object[]) => forge(sequential([1], ...layers));
const vectorization = (more: object = {}) =>
  layerOf('TextVectorization', {
    standardize: 'lower',
    split: 'whitespace',
    output_mode: 'int',
    vocabulary: ['fox', 'dog'],
    ...more,
  });
const texts = (...data: readonly string[]): InputTensor => ({
  dtype: 'string',
  shape: [data.length, 1],
  data,
});
const numbers: InputTensor = { dtype: 'int32', shape: [1, 1], data: Int32Array.of(7) };

describe('a forged but well-formed model on text', () => {
  it('predicts: the control case of everything below', async () => {
    const model = await loadModel(onText(vectorization()));
    expect(await model.predict(texts('the fox', 'Dog dog'))).toEqual({
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.of(1, 2, 3, 3),
    });
  });
});

describe('functions of the candidate are refused, naming the layer and the remedy', () => {
  const registered = { module: 'builtins', class_name: 'function', config: 'Custom>clean' };
  it.each([
    ['a registered standardize', { standardize: registered }, /standardize="lower_and_strip_punctuation"/],
    ['a standardize by name', { standardize: 'clean' }, /standardize=/],
    [
      'a lambda',
      { split: { class_name: '__lambda__', config: { value: '4wEAAA==' } } },
      /split="whitespace"/,
    ],
    ["a name from JavaScript's prototypes", { split: 'constructor' }, /split=/],
  ])('%s', async (_title, options, hint) => {
    await expect(loadModel(onText(vectorization(options)))).rejects.toMatchObject({
      code: 'model/custom-code',
      message: expect.stringContaining('"textvectorization" (TextVectorization)'),
      hint: expect.stringMatching(hint),
    });
  });
});

describe('what cannot be computed is refused', () => {
  it.each([
    ['ragged answers', onText(vectorization({ ragged: true })), 'model/option-unsupported'],
    ['tokens as answers', onText(vectorization({ output_mode: null })), 'model/option-unsupported'],
    ['another encoding', onText(vectorization({ encoding: 'latin-1' })), 'model/option-unsupported'],
    [
      'a vocabulary in a file',
      onText(vectorization({ vocabulary: '/etc/passwd' })),
      'model/vocabulary-missing',
    ],
    ['a vocabulary that was lost', onText(vectorization({ vocabulary: null })), 'model/vocabulary-missing'],
    ['a term that occurs twice', onText(vectorization({ vocabulary: ['a', 'a'] })), 'model/config-invalid'],
    ['terms that are lists', onText(vectorization({ vocabulary: [['a']] })), 'model/config-invalid'],
    ['more terms than max_tokens', onText(vectorization({ max_tokens: 3 })), 'model/config-invalid'],
    ['TF-IDF without weights', onText(vectorization({ output_mode: 'tf_idf' })), 'model/config-invalid'],
    ['n-grams of no words', onText(vectorization({ ngrams: [0] })), 'model/config-invalid'],
    ['a salt that is text', onText(layerOf('Hashing', { num_bins: 3, salt: 'x' })), 'model/config-invalid'],
    ['no bins', onText(layerOf('Hashing', { num_bins: 0 })), 'model/config-invalid'],
    [
      'a billion OOV indices',
      onText(layerOf('StringLookup', { num_oov_indices: 1e9 })),
      'model/config-invalid',
    ],
  ])('%s', async (_title, model, code) => {
    await expect(loadModel(model)).rejects.toMatchObject({ code });
  });

  it.each([
    [
      'text for a model on numbers',
      forge(sequential([3], DENSE), DENSE_WEIGHTS),
      texts('a'),
      'model/input-mismatch',
    ],
    ['numbers for a model on text', onText(vectorization()), numbers, 'model/input-mismatch'],
    ['numbers for TextVectorization', onNumbers(vectorization()), numbers, 'model/input-mismatch'],
    [
      'text for IntegerLookup',
      onText(layerOf('IntegerLookup', { vocabulary: [1] })),
      texts('a'),
      'model/input-mismatch',
    ],
    [
      'a term without an index',
      onText(layerOf('StringLookup', { vocabulary: ['a'], num_oov_indices: 0 })),
      texts('b'),
      'model/input-mismatch',
    ],
    [
      'a category out of range',
      onNumbers(layerOf('CategoryEncoding', { num_tokens: 7 })),
      numbers,
      'model/input-mismatch',
    ],
    [
      'integers beyond 32 bits',
      onNumbers(layerOf('IntegerLookup', { vocabulary: [1, 2, 3, 4, 5, 6, 2 ** 40], invert: true })),
      numbers,
      'model/option-unsupported',
    ],
    [
      'text as a prediction',
      onNumbers(layerOf('StringLookup', { vocabulary: ['a'], invert: true, oov_token: '?' })),
      numbers,
      'prediction/shape',
    ],
    [
      'padding beyond all memory',
      onText(vectorization({ output_mode: 'count', max_tokens: 1e12, pad_to_max_tokens: true })),
      texts('a'),
      'model/too-large',
    ],
    [
      'texts beyond all memory',
      onText(vectorization({ output_sequence_length: 1e12 })),
      texts('a'),
      'model/too-large',
    ],
    [
      'n-grams beyond all memory',
      onText(vectorization({ ngrams: 1e12 })),
      texts('a '.repeat(5_000)),
      'model/too-large',
    ],
  ])('%s', async (_title, files, input, code) => {
    const model = await loadModel(files);
    await expect(model.predict(input)).rejects.toMatchObject({ code });
  });
});

describe('rows of text', () => {
  it('do not depend on their batch where the length is given', async () => {
    const model = await loadModel(onText(vectorization({ output_sequence_length: 4 })));
    const many = Array.from({ length: 700 }, (_, i) => 'fox '.repeat(i % 6));
    const { data } = await model.predict(texts(...many));
    const alone = await model.predict(texts(many[401] ?? ''));
    expect(data.slice(4 * 401, 4 * 402)).toEqual(alone.data);
  });

  it('come with a warning where their length depends on their neighbours', async () => {
    const { warnings } = await loadModel(onText(vectorization()));
    expect(warnings).toMatchObject([expect.stringContaining('output_sequence_length')]);
  });
});
