import { FivefoldError } from '../../domain/errors.ts';
import type { ReadRows } from '../../domain/prediction.ts';
import { formatShape } from '../../domain/tensor.ts';
import type { GraphInput } from '../graph.ts';

interface Form {
  /** What the task gives in this form, for `length` tokens a row. */
  readonly given: (length: number) => string;
  readonly hint: (length: number) => string;
  /** Added to what goes wrong further inside. */
  readonly reminder: string;
}

const FORMS: Readonly<Record<ReadRows, Form>> = {
  texts: {
    given: () => 'one text per row',
    hint: () =>
      'Begin the model with keras.Input(shape=(1,), dtype="string") and a TextVectorization layer, and train it again.',
    reminder: 'The model was given the texts as they are.',
  },
  'own-tokens': {
    given: (length) => `rows of ${length} tokens, which your tokenizer.json makes`,
    hint: (length) =>
      `Pad with pad_sequences(sequences, maxlen=${length}), build the model with keras.Input(shape=(${length},)), and train it again.`,
    reminder: 'Its tokens were made by your tokenizer.json.',
  },
  'exam-tokens': {
    given: (length) => `rows of ${length} tokens, which the vocabulary of the exam makes`,
    hint: (length) =>
      `Build the model with keras.Input(shape=(${length},)), or with keras.Input(shape=(1,), dtype="string") for raw texts, and train it again.`,
    reminder:
      'Its tokens were made by the vocabulary of the exam; if it was trained with a Tokenizer of your own, commit it as tokenizer.json.',
  },
};

/** The model takes rows of another shape than the task gives in this form. */
export function mismatch(
  read: ReadRows,
  { shape = [], name }: GraphInput,
  tokensPerRow: number,
): FivefoldError {
  const { given, hint } = FORMS[read];
  const taken = read === 'texts' ? 'text in rows' : 'rows';
  return new FivefoldError({
    code: 'model/input-mismatch',
    message: `The model takes ${taken} of shape ${formatShape(shape)}; the task gives ${given(tokensPerRow)}.`,
    hint: hint(tokensPerRow),
    where: name,
  });
}

export function isMismatch(error: unknown): error is FivefoldError {
  return error instanceof FivefoldError && error.code === 'model/input-mismatch';
}

/** A token beyond an Embedding, say: most often because the model was trained on tokens of another tokenizer. */
export function withForm(error: FivefoldError, read: ReadRows): FivefoldError {
  const problem = error.toProblem();
  return new FivefoldError({ ...problem, hint: `${FORMS[read].reminder} ${problem.hint}` }, { cause: error });
}
