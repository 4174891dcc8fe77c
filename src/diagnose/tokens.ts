import type { InputTensor, Tensor } from '../domain/tensor.ts';
import { type Diagnosis, fitsContract, type Trial } from './study.ts';

/** By convention of Keras and of the published vocabularies. */
export const PADDING = 0;
const UNKNOWN = 1;

/** Sizes of vocabularies that people choose, and the full one without the two words that are easily forgotten. */
const USUAL_SIZES = [50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100] as const;

/** Numbers of words that are not those of the published vocabulary, or more of them than the embedding has rows. */
export const tokens: Diagnosis = {
  id: 'tokens',
  trials: (study) => {
    const { inputs, answer } = study;
    if (!isTokens(inputs)) return [];
    if (fitsContract(study)) return [shifted(inputs, 1), shifted(inputs, -1)];
    const isBeyond = answer.kind === 'refused' && answer.problem.code === 'model/input-mismatch';
    return isBeyond ? limited(inputs) : [];
  },
};

export type Tokens = Extract<Tensor, { dtype: 'int32' }>;

/** Whole numbers in rows of one dimension, some of which are padding. */
export function isTokens(inputs: InputTensor): inputs is Tokens {
  return inputs.dtype === 'int32' && inputs.shape.length === 2 && inputs.data.includes(PADDING);
}

function limited(inputs: Tokens): readonly Trial[] {
  const size = inputs.data.reduce((largest, token) => Math.max(largest, token), 0) + 1;
  const sizes = [size - 1, size - 2, ...USUAL_SIZES].filter(
    (candidate) => candidate > UNKNOWN && candidate < size,
  );
  return [...new Set(sizes)].map((words) => {
    const beyond = inputs.data.filter((token) => token >= words).length;
    const share = ((100 * beyond) / inputs.data.length).toPrecision(2);
    return {
      what: `With the tokens from ${words} on (${share} % of the sample) taken for unknown words`,
      advice:
        'Give `Embedding` an `input_dim` that is larger than the largest token of the published vocabulary.',
      inputs: { ...inputs, data: inputs.data.map((token) => (token >= words ? UNKNOWN : token)) },
    };
  });
}

function shifted(inputs: Tokens, by: 1 | -1): Trial {
  return {
    what: `With every token ${Math.abs(by)} ${by > 0 ? 'higher' : 'lower'}`,
    advice: 'Number words as the published vocabulary does: 0 is padding, 1 an unknown word.',
    inputs: {
      ...inputs,
      data: inputs.data.map((token) => (token === PADDING ? PADDING : Math.max(token + by, PADDING))),
    },
  };
}
