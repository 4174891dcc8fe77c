import { FivefoldError } from '../../domain/errors.ts';
import type { JsonObject } from '../config/json.ts';
import type { Learned } from '../layers/text/vocabulary.ts';

/** A weight in a file: its shape is known before its numbers are read. */
export interface StoredWeight {
  /** As the file spells it, for messages. */
  readonly name: string;
  readonly shape: readonly number[];
  /** @throws {FivefoldError} model/damaged */
  read(): Float32Array;
}

/** The three ways in which formats say which weight is which. */
export type StoredWeights =
  /** `.h5`: by order, in groups for the layers of the outermost model that have weights. */
  | { readonly kind: 'by-order'; readonly groups: readonly StoredGroup[] }
  /** `.keras`: by the layer's path and the weight's number. */
  | { readonly kind: 'by-path'; at(path: string): readonly StoredWeight[] }
  /** TensorFlow.js: by names that begin with the layer's. */
  | { readonly kind: 'by-name'; readonly weights: readonly StoredWeight[] };

export interface StoredGroup {
  readonly name: string;
  readonly weights: readonly StoredWeight[];
}

/** What every format's reader yields. */
export interface StoredModel {
  /** For people: `Keras 3.15.1 archive`. */
  readonly format: string;
  readonly kerasMajor: 2 | 3;
  /** The outermost model, serialised. */
  readonly config: JsonObject;
  readonly weights: StoredWeights;
  /** What `adapt` taught lookup layers, by the layer's path: `.keras` only. */
  learned?(path: string): Learned | undefined;
  /** Frees what lazy reading needs. */
  close(): void;
}

/** The file's bytes are not what its format demands. */
export function damaged(what: string, why: string, cause?: unknown): FivefoldError {
  const problem = {
    code: 'model/damaged' as const,
    message: `${what} ${why}.`,
    hint: 'Save the model again, check that it loads in Keras, and commit the new file.',
    where: what,
  };
  return new FivefoldError(problem, cause === undefined ? undefined : { cause });
}

/** The file is healthy but not what a submission must be. */
export function notAModel(what: string, why: string, hint: string): FivefoldError {
  return new FivefoldError({ code: 'model/unknown-format', message: `${what} ${why}.`, hint, where: what });
}

/** Keras 3 changed formulas; everything before counts as 2. */
export function majorOf(version: string): 2 | 3 {
  return Number.parseInt(version, 10) >= 3 ? 3 : 2;
}
