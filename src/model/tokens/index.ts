import type { ReadRows } from '../../domain/prediction.ts';
import type { Side, TokenizerFile } from '../../domain/submission.ts';
import type { InputTensor, PublishedTokens, Tensor, TextTensor } from '../../domain/tensor.ts';
import type { GraphInput } from '../graph.ts';
import type { Model } from '../index.ts';
import { SPLIT, STANDARDISE } from '../layers/text/tokens.ts';
import { conformed } from '../predict.ts';
import { readTokenizer, type Tokenise } from './keras-tokenizer.ts';
import { isMismatch, mismatch, withForm } from './mismatch.ts';

/** Predictions, and of texts the form in which the model read them. */
export interface RowsAnswer {
  readonly predictions: Tensor;
  readonly read?: ReadRows;
}

/**
 * Give a model the rows of a task. Texts come in the form that the model takes: as they are where its input is one of strings,
 * and otherwise as tokens, by the candidate's own tokenizer or else by the vocabulary of the exam.
 *
 * @throws {FivefoldError} model/tokenizer-invalid, and as {@link Model.predict}; the message tells the form
 */
export async function predictRows(
  model: Model,
  inputs: InputTensor,
  tokenizer: TokenizerFile | undefined,
): Promise<RowsAnswer> {
  if (inputs.dtype !== 'string' || inputs.tokens === undefined) {
    return { predictions: await model.predict(inputs) };
  }
  const [input] = model.root.graph.inputs;
  const { read, rows } = rowsFor(input, inputs, inputs.tokens, tokenizer);
  if (input !== undefined && conformed(rows.shape.slice(1), input.shape) === undefined) {
    throw mismatch(read, input, inputs.tokens.length);
  }
  const predictions = await model.predict(rows).catch((error: unknown) => {
    throw isMismatch(error) ? withForm(error, read) : error;
  });
  return { predictions, read };
}

interface Rows {
  readonly read: ReadRows;
  readonly rows: InputTensor;
}

function rowsFor(
  input: GraphInput | undefined,
  texts: TextTensor,
  published: PublishedTokens,
  tokenizer: TokenizerFile | undefined,
): Rows {
  if (input?.dtype === 'string') return { read: 'texts', rows: texts };
  if (tokenizer === undefined) return { read: 'exam-tokens', rows: examTokens(texts, published) };
  const rows = tokenRows(texts, readTokenizer(tokenizer.bytes), published.length, tokenizer);
  return { read: 'own-tokens', rows };
}

/** Texts as a model gets them that takes numbers and brings no tokenizer: int32 `[rows, length]`, padded on the right. */
export function examTokens(texts: TextTensor, published: PublishedTokens): Tensor {
  return tokenRows(texts, tokeniserOf(published), published.length, ON_THE_RIGHT);
}

/** The number that stands for every word without one of its own. */
const UNKNOWN = 1;

/** `TextVectorization(vocabulary=words[2:])`, with its own standardisation and splitting. */
function tokeniserOf({ vocabulary }: PublishedTokens): Tokenise {
  const numbers = new Map(vocabulary.map((word, number) => [word, number]));
  return (text) =>
    SPLIT.whitespace(STANDARDISE.lower_and_strip_punctuation(text)).map(
      (word) => numbers.get(word) ?? UNKNOWN,
    );
}

interface Sides {
  readonly padding: Side;
  readonly truncating: Side;
}

const ON_THE_RIGHT: Sides = { padding: 'post', truncating: 'post' };

/**
 * `pad_sequences(…, maxlen=length)`, which fills up with 0. Source: keras/src/utils/data_utils.py (2.15)
 *
 * @returns int32 `[rows, length]`
 */
function tokenRows(
  { data: texts }: TextTensor,
  tokenise: Tokenise,
  length: number,
  { padding, truncating }: Sides,
): Tensor {
  const data = new Int32Array(texts.length * length);
  for (const [row, text] of texts.entries()) {
    const tokens = tokenise(text);
    const kept = truncating === 'pre' ? tokens.slice(-length) : tokens.slice(0, length);
    data.set(kept, row * length + (padding === 'pre' ? length - kept.length : 0));
  }
  return { dtype: 'int32', shape: [texts.length, length], data };
}
