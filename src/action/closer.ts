import * as core from '@actions/core';
import { toProblem } from '../domain/errors.ts';
import type { Review } from '../domain/review.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import type { CommitRef } from '../domain/submission.ts';
import type { GitHub } from '../github/client.ts';
import { type Notes, type Report, renderSummary, reportOf } from '../report/index.ts';
import { type Read, reviewCommit } from '../review.ts';
import type { Environment } from './environment.ts';
import { oneLine, watch } from './log.ts';
import { writePage } from './page.ts';

/** What was graded, and what was said of it. */
export interface About {
  readonly card: Scorecard;
  readonly notes: Notes & { readonly review: Review };
  /** The commit whose exam counts. */
  readonly exam: CommitRef;
  readonly read: Read;
}

/** A report, and the same for the job summary. */
export interface Told {
  readonly report: Report;
  readonly summary: string;
}

export function tell(card: Scorecard, notes: Notes): Told {
  return { report: reportOf(card, notes), summary: renderSummary(card, notes) };
}

/**
 * When the scores are out: try the same models on the public sample, draw the page, and tell the whole again with both. Nobody
 * loses a score to anything that goes wrong here.
 */
export async function lookCloser(github: GitHub, about: About, environment: Environment): Promise<Told> {
  const { card, notes } = about;
  const review = await reviewed(github, about);
  const page = await writePage(environment, { ...review, card });
  return tell(card, { ...notes, review, ...(page && { page }) });
}

async function reviewed(github: GitHub, { notes: { review }, exam, read }: About): Promise<Review> {
  const started = performance.now();
  try {
    const check = await reviewCommit(github, read, exam, watch);
    const time = { phase: 'review', ms: performance.now() - started } as const;
    return check ? { ...review, check, times: [...review.times, time] } : review;
  } catch (error) {
    core.warning(oneLine(toProblem(error)));
    return review;
  }
}
