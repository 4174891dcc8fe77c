import type { Task } from './domain/exam.ts';
import type { HiddenSet } from './domain/hidden.ts';
import type { Scorecard } from './domain/scorecard.ts';
import type { Submission } from './domain/submission.ts';
import type { LoadedExam } from './exam/index.ts';
import { grade } from './grade.ts';
import { predictionKeys } from './hidden/index.ts';
import { compareCards, type Repeated } from './proof/index.ts';
import { unwatched, type Watch } from './watch.ts';

/** A published scorecard, and what it takes to make it again. */
export interface Rerun extends LoadedExam {
  readonly card: Scorecard;
  readonly submission: Submission;
  readonly identity: string;
  readonly openHidden: (task: Task) => Promise<HiddenSet>;
}

/**
 * Grade a submission once more, with nothing remembered, and compare task by task. Which of several identities marked the
 * predictions is not written anywhere: the others are tried only if the first marked nothing.
 *
 * @throws {FivefoldError} `hidden/key-missing`, `hidden/key-malformed`
 */
export async function rerun(
  { card, identity, ...exam }: Rerun,
  watch: Watch = unwatched,
): Promise<readonly Repeated[]> {
  let lines: readonly Repeated[] = [];
  for (const markKey of await predictionKeys(identity)) {
    lines = compareCards(card, await grade({ ...exam, markKey }, watch));
    if (lines.some(({ state }) => state === 'holds')) break;
  }
  return lines;
}
