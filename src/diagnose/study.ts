import type { DiagnosisId, Finding, Pace } from '../domain/check.ts';
import type { Problem } from '../domain/errors.ts';
import type { OutputContract, Task } from '../domain/exam.ts';
import type { Predictions, StopReason } from '../domain/prediction.ts';
import type { InputTensor, Tensor } from '../domain/tensor.ts';

/** What a model made of some rows: predictions that can be measured, or the reason why there are none. */
export type Answer =
  | { readonly kind: 'predicted'; readonly predictions: Predictions; readonly value: number }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly predictions?: Predictions }
  | { readonly kind: 'stopped'; readonly reason: StopReason };

/** A model on rows whose labels are public: all that a diagnosis may look at. */
export interface Study {
  readonly task: Task;
  /** `[rows, …]`, as the task gives them. */
  readonly inputs: InputTensor;
  readonly labels: Tensor;
  readonly answer: Answer;
  /** The task's metric. */
  readonly measure: Measure;
  /** What the model makes of rows that it was trained on, when the candidate left some. */
  readonly training?: { readonly labels: Tensor; readonly predictions: Predictions; readonly value: number };
  /** How long the model took for these rows, once it was loaded. */
  readonly pace?: Pace;
  /** Rows of the sample, where these are only the first of them. */
  readonly sampleRows?: number;
}

/**
 * @throws {FivefoldError} `prediction/not-probabilities`, `metric/undefined`
 */
export type Measure = (predictions: Predictions, labels: Tensor) => number;

/** What if? The model on other inputs, or its answers read in another way. */
export interface Trial {
  /** Begins "…, its accuracy is 0.94 instead of 0.61": `With inputs divided by 255`. */
  readonly what: string;
  readonly advice: string;
  /** Rows to run the model on; those of the study when only the reading differs. */
  readonly inputs?: InputTensor;
  /** What the model is taken to answer; the contract when absent. */
  readonly output?: OutputContract;
  /** The answers as the contract wants them. */
  readonly read?: (predictions: Predictions) => Predictions;
  /** Judged on these rows only, because the others were used to find the reading. */
  readonly heldOut?: readonly number[];
  /** Share of the error that has to vanish, when it takes more than usual to convince. */
  readonly demand?: number;
}

/** One fault that models have, and how it shows. Pure: whoever calls runs the model. */
export type Diagnosis =
  | { readonly id: DiagnosisId; readonly trials: (study: Study) => readonly Trial[] }
  | {
      readonly id: DiagnosisId;
      readonly look: (study: Study) => Omit<Finding, 'diagnosis'> | undefined;
      /** Follows from many faults: told only where none was found that explains it. */
      readonly symptom?: true;
    };

/** Does the trial need another run of the model? */
export function needsRun({ inputs, output }: Trial): boolean {
  return inputs !== undefined || output !== undefined;
}

/** Does the model take the rows and answer in shape? Where not, other numbers of the same shape are no help. */
export function fitsContract({ answer }: Study): boolean {
  if (answer.kind !== 'refused') return answer.kind === 'predicted';
  return (
    answer.problem.code === 'prediction/not-finite' || answer.problem.code === 'prediction/not-probabilities'
  );
}
