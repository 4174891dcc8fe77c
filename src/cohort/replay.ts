import { createHash } from 'node:crypto';
import type { Exam } from '../domain/exam.ts';
import { type History, NO_HISTORY } from '../domain/history.ts';
import type { Scorecard, TaskOutcome } from '../domain/scorecard.ts';
import type { CommitRef, SubmissionRef } from '../domain/submission.ts';
import { buildScorecard, remember } from '../score/index.ts';
import { VERSION } from '../version.ts';
import type { GradedCommit, Place, StudentRecord } from './record.ts';
import type { Student } from './student.ts';

/** The exam that a course sits, at one commit of its grader repository. */
export interface CourseExam {
  readonly exam: Exam;
  readonly sha256: string;
  readonly commit: CommitRef;
}

/** The exam as it is for one person: whoever has an extension has more time. */
export function examFor(exam: Exam, { extensionMinutes = 0 }: Student): Exam {
  if (!exam.time || extensionMinutes === 0) return exam;
  return { ...exam, time: { ...exam.time, hours: exam.time.hours + extensionMinutes / 60 } };
}

/** A commit of a student as a submission. Its clock begins with the repository, as that of a pull request with its opening. */
export function submissionRef(
  place: Place,
  login: string,
  at: { readonly head: string; readonly at: string },
  exam: CommitRef,
): SubmissionRef {
  return {
    event: 'push',
    base: exam,
    head: { repository: place.repository, sha: at.head },
    thread: { id: place.id, openedAt: place.createdAt },
    candidate: login,
    submittedAt: at.at,
  };
}

export interface Replayed {
  /** Of the newest attempt; absent where there was none. */
  readonly card?: Scorecard;
  readonly history: History;
}

/**
 * Everything a student ever submitted, scored once more in its order, as if each had come just now. The same exam makes the
 * same of it; another one – thresholds, weights, a longer time – holds for all of it.
 */
export function replay(
  record: Pick<StudentRecord, 'attempts' | 'place' | 'login'>,
  { exam, sha256, commit }: CourseExam,
): Replayed {
  const { place, login } = record;
  let history: History = NO_HISTORY;
  let card: Scorecard | undefined;
  for (const attempt of place ? record.attempts : []) {
    card = buildScorecard({
      exam,
      examSha256: sha256,
      outcomes: outcomesOf(attempt, exam),
      version: VERSION,
      ...(place && { submission: submissionRef(place, login, attempt, commit) }),
      ...(attempt.isolation && { isolation: attempt.isolation }),
      history,
    });
    history = remember(history, card);
  }
  return { history, ...(card && { card }) };
}

/** What was measured on a hidden set that the exam no longer has says nothing about the one it has. */
function outcomesOf({ tasks }: GradedCommit, exam: Exam): ReadonlyMap<string, TaskOutcome> {
  return new Map(
    exam.tasks.flatMap(({ id, hidden }) => {
      const graded = tasks[id];
      return graded && (graded.hidden === hidden.sha256 || !('value' in graded.outcome))
        ? [[id, graded.outcome]]
        : [];
    }),
  );
}

/** Of what a student is told: equal keys say the same. What graded it, and where the exam lay then, is no part of that. */
export function keyOf({ tasks, points, percent, verdict, standing, exam, submission }: Scorecard): string {
  const { id, title, passPercent, feedback } = exam;
  const told = [
    submission?.head.sha,
    tasks,
    points,
    percent,
    verdict,
    standing,
    id,
    title,
    passPercent,
    feedback,
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 32);
}

/** Is there something to tell a student that does not stand in their repository? Whoever has submitted nothing is left in peace. */
export function hasNews({ card, posted }: StudentRecord): boolean {
  if (!card) return false;
  const isSilent = !posted && card.tasks.every(({ kind, best }) => kind === 'missing' && !best);
  return !isSilent && posted?.key !== keyOf(card);
}
