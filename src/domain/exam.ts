import type { MetricSpec } from './metric.ts';
import type { InputTensor, RowShape } from './tensor.ts';

/** An exam as an instructor writes it in `exam.yml`. Everything here is public. */
export interface Exam {
  readonly version: 1;
  /** Short and stable; hidden sets name it and are refused elsewhere. */
  readonly id: string;
  readonly title: string;
  /** Share of the weighted total needed to pass, in percent. */
  readonly passPercent: number;
  readonly feedback: Feedback;
  /** How long a candidate has; without it, as long as they like. */
  readonly time?: TimeLimit;
  readonly attempts?: { readonly perDay: number };
  /** `none`: the native engine may run where the system cannot keep it in. Otherwise it may not. */
  readonly isolation?: 'none';
  readonly tasks: readonly Task[];
}

export interface TimeLimit {
  readonly hours: number;
  /**
   * What starts the clock. `opened`: the pull request is opened, as a draft or not. `comment`: the candidate comments
   * `/start`, or else submits a first model.
   */
  readonly start: 'opened' | 'comment';
}

/** What a report reveals: one integer per task; also where it stands between thresholds; also the metric itself. */
export type Feedback = 'score' | 'band' | 'full';

export interface Task {
  /** Also the folder name under `models/`. */
  readonly id: string;
  readonly title: string;
  readonly weight: number;
  readonly input: InputContract;
  readonly output: OutputContract;
  readonly metric: MetricSpec;
  readonly thresholds: Thresholds;
  /** Where the thresholds come from, when they were measured. */
  readonly yardstick?: Yardstick;
  readonly hidden: HiddenLocation;
}

/** What a model is given. */
export interface InputContract {
  /** Shape of one row, without the batch dimension. */
  readonly shape: RowShape;
  readonly dtype: InputTensor['dtype'];
  /** Where rows are texts: shape and type are then those of their tokens, for models that take numbers. */
  readonly text?: TextContract;
}

export interface TextContract {
  /** Path in the exam repository of a text file with one word a line: line n, from 0, is the word of token n. */
  readonly vocabulary: string;
}

/** One row as hidden sets and samples hold it: under a text contract one text, of which nobody has made tokens yet. */
export function storedRow({ shape, dtype, text }: InputContract): Pick<InputContract, 'shape' | 'dtype'> {
  return text === undefined ? { shape, dtype } : { shape: [], dtype: 'string' };
}

/** What a model must answer. */
export interface OutputContract {
  /** Shape of one row, without the batch dimension. */
  readonly shape: readonly number[];
  /**
   * `classes`: one column per class (the largest wins), or one column that is the probability of class 1.
   * `values`: numbers in the unit of the labels.
   */
  readonly kind: 'classes' | 'values';
}

export type Score = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * The metric value at which each score begins. Score 1 needs nothing but a model that runs; 0 is for a task that
 * was not submitted or was rejected. Whether a threshold is a minimum or a maximum follows from the metric.
 */
export interface Thresholds {
  readonly 2: number;
  readonly 3: number;
  readonly 4: number;
  readonly 5: number;
}

/** The reference models between which thresholds lie: what they were trained on, and what they reached on the hidden rows. */
export interface Yardstick {
  readonly trainingRows: number;
  readonly hiddenRows: number;
  readonly rungs: Readonly<Record<'naive' | 'weak' | 'simple' | 'textbook' | 'strong', YardstickRung>>;
}

/** Mean and standard deviation of the metric over trainings that differ in their seed alone. */
export interface YardstickRung {
  readonly mean: number;
  readonly spread: number;
  readonly seeds: number;
}

/** Where the encrypted hidden set of a task is, and which bytes it must be. */
export type HiddenLocation = { readonly sha256: string } & (
  | { readonly path: string }
  | { readonly asset: { readonly tag: string; readonly name: string } }
  | { readonly url: string }
);
