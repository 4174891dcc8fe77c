import type { Problem } from './errors.ts';
import type { Score, Thresholds } from './exam.ts';
import type { MetricName } from './metric.ts';
import type { Outline } from './outline.ts';
import type { ModelFacts, StopReason } from './prediction.ts';

/** What a diagnosis is called in JSON. */
export type DiagnosisId =
  | 'input-scale'
  | 'colour-order'
  | 'input-shape'
  | 'output-shape'
  | 'tokens'
  | 'padding-side'
  | 'logits'
  | 'labels-off-by-one'
  | 'class-order'
  | 'unit'
  | 'repeats-itself'
  | 'constant'
  | 'over-fitting'
  | 'too-slow';

/** Something that is probably wrong with a model, and what to do about it. Nothing in it is a stranger's text. */
export interface Finding {
  readonly diagnosis: DiagnosisId;
  /** What was seen, in numbers: `divided by 255, its accuracy is 0.94 instead of 0.61`. */
  readonly evidence: string;
  /** What to do, in one sentence. */
  readonly advice: string;
}

/** How a model does on the public sample. Never a grade: the rows are public, and fewer than the hidden ones. */
export interface SampleResult {
  readonly rows: number;
  /** The task's metric on these rows. */
  readonly value: number;
  /** Where the value would lie for other rows of the same kind, in 95 of 100 samples; worse end first. */
  readonly interval: readonly [worse: number, better: number];
  readonly view: SampleView;
  /** What the value and both ends of the interval would score by the published thresholds. */
  readonly wouldScore: { readonly value: GradedScore; readonly from: GradedScore; readonly to: GradedScore };
}

/** Answers to public rows, counted and thinned until they can be drawn. As public as the rows are. */
export type SampleView =
  | {
      readonly kind: 'classes';
      /** Rows by true class, then by predicted class. */
      readonly confusion: readonly (readonly number[])[];
      /** Where outputs are probabilities: how sure the model was, and how often it was right. Empty bins are left out. */
      readonly reliability?: readonly ReliabilityBin[];
    }
  | {
      readonly kind: 'values';
      readonly pairs: readonly { readonly truth: number; readonly predicted: number }[];
    }
  | {
      readonly kind: 'forecasts';
      /** A good row, an ordinary one and a bad one. */
      readonly examples: readonly Forecast[];
      /** Mean absolute error of each step over all rows. */
      readonly errorByStep: readonly number[];
    };

export interface ReliabilityBin {
  readonly rows: number;
  /** Mean probability that the model gave to its answer. */
  readonly confidence: number;
  /** Share of the rows in which that answer is right. */
  readonly correct: number;
}

export interface Forecast {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
}

/** Time for some rows. Says nothing of hidden rows: these are public. */
export interface Pace {
  readonly rows: number;
  readonly ms: number;
}

type GradedScore = Exclude<Score, 0>;

/** How the check of one task ended. */
export type CheckOutcome =
  | {
      /** The model loads and keeps the contract; `sample` is absent where the exam publishes none. */
      readonly kind: 'runs';
      readonly facts: ModelFacts;
      /** Its layers, for a picture. */
      readonly outline?: Outline;
      /** How long it took for the public rows, without the start of its process. */
      readonly pace?: Pace;
      readonly sample?: SampleResult;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'rejected'; readonly problem: Problem; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'stopped';
      readonly reason: StopReason;
      readonly detail: string;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** One task of a check. */
export type TaskCheck = {
  readonly task: string;
  readonly title: string;
  readonly metric: MetricName;
  readonly thresholds: Thresholds;
} & CheckOutcome;

/** What `fivefold check` says about a submission: what can be known without a key. */
export interface CheckResult {
  readonly schema: 'fivefold/check/1';
  readonly checker: { readonly name: 'fivefold'; readonly version: string };
  readonly exam: { readonly id: string; readonly title: string; readonly sha256: string };
  readonly tasks: readonly TaskCheck[];
}
