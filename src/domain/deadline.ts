/** What a course takes off what is submitted after the deadline. */
export type LatePolicy =
  /** Nothing: the deadline is a wish. */
  | { readonly kind: 'free' }
  /** So many percent of the points for each day that has begun. */
  | { readonly kind: 'per-day'; readonly percent: number }
  /** Everything: what comes late is graded, and does not count. */
  | { readonly kind: 'refuse' };

/** When a course wants its submissions, and what being late costs; the roster may say otherwise of a person. */
export interface Deadline {
  /** ISO 8601, by GitHub's clock. */
  readonly at: string;
  readonly late: LatePolicy;
}
