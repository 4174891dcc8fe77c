import type { Kind, RecipeName } from '../dataset/index.ts';

/** What `fivefold pack` was told. */
export interface PackOptions {
  /** Path of `exam.yml`; for an `.npz`, the bare id will do. */
  readonly exam: string;
  readonly task: string;
  readonly recipient: readonly string[];
  readonly output?: string;
  readonly kind?: Kind;
  readonly title?: string;
  readonly target?: readonly string[];
  readonly text?: string;
  readonly time?: string;
  readonly drop?: readonly string[];
  readonly window?: number;
  readonly horizon?: number;
  readonly shape?: readonly number[];
  readonly split: readonly number[];
  readonly seedFile?: string;
  readonly force?: true;
  readonly recipe?: RecipeName;
  /** Where the files of the recipe are, if not to be downloaded. */
  readonly from?: string;
}

/** Ids have neither dots nor slashes. */
export function isExamPath(exam: string): boolean {
  return /\.ya?ml$/.test(exam);
}
