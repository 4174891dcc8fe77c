import type { ModelErrorCode, Problem } from './domain/errors.ts';
import type { PredictionOutcome } from './domain/prediction.ts';
import { blankTensor, type InputTensor } from './domain/tensor.ts';
import { type Job, type Predict, rowsOf } from './sandbox/host.ts';

type Rejected = Extract<PredictionOutcome, { kind: 'rejected' }>;

/** Two, so that one answer for each row can be told from one answer for all. */
const BLANK_ROWS = 2;

/**
 * A refusal as a candidate may hear it. Its words are written beside the hidden rows and may quote them – a word that a vocabulary lacks,
 * a token beyond a table – and a model can be built to be refused with any row of its choice. So the model is given blank rows: what
 * is wrong with it on these is told in full; what is wrong on hidden rows alone is not told, and costs an attempt.
 */
export async function tellable(job: Job, { problem }: Rejected, predict: Predict): Promise<Rejected> {
  const inputs = async () => blankRows(await rowsOf(job));
  const blank = await predict({ ...job, inputs });
  return blank.kind === 'rejected' ? blank : { kind: 'rejected', problem: onHiddenRows(problem.code) };
}

/** Rows of the same form that say nothing; texts are made tokens of as the hidden ones are. */
function blankRows(inputs: InputTensor): InputTensor {
  const blank = blankTensor(inputs.dtype, [BLANK_ROWS, ...inputs.shape.slice(1)]);
  return inputs.dtype === 'string' && blank.dtype === 'string' ? { ...inputs, ...blank } : blank;
}

const WHAT: Partial<Record<ModelErrorCode, string>> = {
  'prediction/not-finite': 'predicts NaN or infinity for some of the hidden rows',
  'prediction/shape': 'answers the hidden rows in another shape than the task asks for',
  'model/input-mismatch': 'cannot take some of the hidden rows: a layer lacks a word, a token or a category',
};

function onHiddenRows(code: ModelErrorCode): Problem & { readonly code: ModelErrorCode } {
  return {
    code: 'prediction/on-hidden-rows',
    message: `The model ${WHAT[code] ?? 'is refused on some of the hidden rows'}, though it takes blank ones. Which rows stays secret.`,
    hint: 'Run fivefold check: the rows of the public sample are of the same kind, and about them it tells everything.',
  };
}
