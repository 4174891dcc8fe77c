/** The reference models of a task, from the one that knows nothing to the one that deserves the top score. */
export const RUNGS = ['naive', 'weak', 'simple', 'textbook', 'strong'] as const;

export type RungName = (typeof RUNGS)[number];

/** One trained file, measured as a candidate's is. */
export interface Run {
  /** Seed of its training. */
  readonly seed: number;
  /** The task's metric on the hidden rows. */
  readonly value: number;
  /** Standard deviation that the metric owes to the choice of hidden rows, by bootstrap. */
  readonly sampling: number;
}

/** The ladder of one task, measured on one hidden set. */
export interface Ladder {
  readonly hiddenRows: number;
  readonly trainingRows: number;
  /** What no answer without knowledge reaches on these rows, but once in a thousand sets. */
  readonly chance: number;
  readonly runs: Readonly<Record<RungName, readonly Run[]>>;
}
