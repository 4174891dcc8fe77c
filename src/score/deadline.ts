import type { Deadline, LatePolicy } from '../domain/deadline.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How one submission stands to a deadline. */
export interface Lateness {
  /** Days after the deadline that have begun; 0 is in time. A submission at the very moment is in time. */
  readonly days: number;
  /** Share of its points that counts, from 0 to 1. */
  readonly counts: number;
}

/** The deadline for somebody who has an extension or a policy of their own. */
export function deadlineFor(
  { at, late }: Deadline,
  own: { readonly extensionMinutes?: number; readonly late?: LatePolicy },
): Deadline {
  const moved = Date.parse(at) + (own.extensionMinutes ?? 0) * MINUTE_MS;
  return { at: new Date(moved).toISOString().replace(/\.000Z$/, 'Z'), late: own.late ?? late };
}

/** @param submittedAt ISO 8601, by GitHub's clock */
export function latenessOf(submittedAt: string, { at, late }: Deadline): Lateness {
  const days = Math.max(0, Math.ceil((Date.parse(submittedAt) - Date.parse(at)) / DAY_MS));
  return { days, counts: days === 0 ? 1 : shareLeft(late, days) };
}

function shareLeft(late: LatePolicy, days: number): number {
  switch (late.kind) {
    case 'free':
      return 1;
    case 'refuse':
      return 0;
    case 'per-day':
      return Math.max(0, 1 - (late.percent * days) / 100);
    default:
      return late satisfies never;
  }
}

/** A percentage after what lateness takes off, rounded half up to one decimal, as percentages of scorecards are. */
export function percentLeft(percent: number, { counts }: Lateness): number {
  // The product of two decimals may lie a hair below the half that it stands for.
  return Math.round(Number((percent * counts * 10).toFixed(6))) / 10;
}

/** What one commit was worth, before its lateness. */
export interface DatedPercent {
  readonly submittedAt: string;
  readonly percent: number;
}

/**
 * What counts of several submissions: each loses what its own lateness costs, and the best of what is left counts, so that
 * nobody is worse off for having tried once more. Among equals, the earliest.
 */
export function bestOfDated<T extends DatedPercent>(
  submissions: readonly T[],
  deadline: Deadline | undefined,
): (T & { readonly left: number; readonly days: number }) | undefined {
  const inOrder = submissions.toSorted((a, b) => Date.parse(a.submittedAt) - Date.parse(b.submittedAt));
  const judged = inOrder.map((submission) => {
    const lateness = deadline ? latenessOf(submission.submittedAt, deadline) : { days: 0, counts: 1 };
    return { ...submission, left: percentLeft(submission.percent, lateness), days: lateness.days };
  });
  const [first, ...others] = judged;
  return first && others.reduce((best, other) => (other.left > best.left ? other : best), first);
}
