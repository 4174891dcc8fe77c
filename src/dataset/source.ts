import type { InputContract } from '../domain/exam.ts';
import type { InputTensor, RowShape } from '../domain/tensor.ts';
import type { NpyArray } from '../formats/npy.ts';

/** What an instructor's data are. */
export const KINDS = ['images', 'table', 'texts', 'series'] as const;
export type Kind = (typeof KINDS)[number];

/** What an instructor says about the data; whatever is left out is found out, or asked for. */
export interface SourceOptions {
  readonly kind?: Kind | undefined;
  /** Columns, or the path of a field, of the answers; for a series, what to forecast. */
  readonly targets: readonly string[];
  /** Column, or path of the field, of the text. */
  readonly text?: string | undefined;
  readonly time?: string | undefined;
  readonly window?: number | undefined;
  readonly horizon?: number | undefined;
  /** Columns to leave out. */
  readonly drop: readonly string[];
  /** Of one row: height, width and components of a picture; words of a text. */
  readonly shape?: RowShape | undefined;
}

/** `train` and `sample` are published with the exam; `hidden` is what grades are made of. */
export const PARTS = ['train', 'sample', 'hidden'] as const;
export type Part = (typeof PARTS)[number];
export type PerPart<T> = Readonly<Record<Part, T>>;

/** Shares of the parts, in percent; together 100. */
export type Shares = PerPart<number>;

/** Indices of examples by part, each part in a secret order. */
export type Division = PerPart<readonly number[]>;

/** What is asked about each example. */
export type Answers =
  | { readonly kind: 'classes'; readonly names: readonly string[]; readonly labels: readonly number[] }
  | {
      readonly kind: 'values';
      readonly shape: readonly number[];
      readonly labels: readonly (readonly number[])[];
    };

/** An instructor's data, read and checked, before they are divided. */
export interface Source {
  readonly kind: Kind;
  /** What was found, for the instructor: `2062 pictures of 10 classes`. */
  readonly summary: string;
  readonly answers: Answers;
  readonly divide: (shares: Shares, secret: string) => Division;
  readonly encode: (division: Division) => Encoded;
}

/** The divided data as models and candidates get them. */
export interface Encoded {
  readonly input: InputContract;
  /** Batch first, in the order of the division. */
  readonly inputs: PerPart<NpyArray | InputTensor>;
  /** What the candidate gets beside the arrays: the training part as in life, and what explains it. */
  readonly files: readonly DataFile[];
  /** Mean absolute error of repeating the last value, on the training part: the unit of MASE. */
  readonly naiveError?: number;
}

/** A file under `tasks/<task>/`. `onlyNew` leaves one that is there alone. */
export type DataFile = { readonly path: string; readonly onlyNew?: true } & (
  | { readonly content: Uint8Array | string }
  | { readonly copyOf: string }
);
