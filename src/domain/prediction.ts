import type { ModelErrorCode, Problem } from './errors.ts';
import type { Outline } from './outline.ts';
import type { Tensor } from './tensor.ts';

/** What a model is, as far as a report is concerned. */
export interface ModelFacts {
  /** For people: `Keras 3.15.1 archive`, `Keras 2.15.0 HDF5`, `TensorFlow.js layers model`. */
  readonly format: string;
  readonly parameters: number;
  readonly layers: number;
  /** Where the task gives texts: what the model read of them. */
  readonly read?: ReadRows;
}

/** Texts as they are, or tokens: by the candidate's own tokenizer, or by the vocabulary of the exam. */
export type ReadRows = 'texts' | 'own-tokens' | 'exam-tokens';

/** Predictions after the host has checked length, shape, finiteness and size. */
export type Predictions = Extract<Tensor, { dtype: 'float32' }>;

/** What one model took, by the clock of the process that ran it. It is no part of a score. */
export interface ModelTiming {
  /** Reading the file and preparing to run. */
  readonly loadMs: number;
  /** From its first row to its last; other models may have had a share of the processors meanwhile. */
  readonly predictMs: number;
}

/** How running one model ended: each is a case, never an exception that escapes. */
export type PredictionOutcome =
  | {
      readonly kind: 'predicted';
      readonly predictions: Predictions;
      readonly facts: ModelFacts;
      readonly timing: ModelTiming;
      /** Its layers, where they were asked for. */
      readonly outline?: Outline;
    }
  | Ended;

/** How a model may end without an answer. */
export type Ended =
  | { readonly kind: 'rejected'; readonly problem: Problem & { readonly code: ModelErrorCode } }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly detail: string }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** Why a model was stopped: it took too long, too much memory, or its process died. */
export type StopReason = 'timeout' | 'memory' | 'crash';
