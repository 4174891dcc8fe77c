import type { Scorecard } from '../domain/scorecard.ts';
import { assertDecided, pointsOf, remarksOn, statusOf } from './points.ts';

/** What only Classroom 50 knows about a submission; its runner gives each in the environment. */
export interface Classroom50Context {
  readonly classroom: string;
  readonly assignment: string;
  readonly assignmentType: 'individual' | 'group' | 'team';
  /** GitHub login of the owner of the graded repository. */
  readonly owner: string;
  /** The tag that is graded: `submit/<time>-<sha>`. */
  readonly submission: string;
  /** Addresses of the commit, of the release and of the changes to review. */
  readonly commit: string;
  readonly release: string;
  readonly review: string;
  /** When it was submitted, where the scorecard does not say. ISO 8601. */
  readonly at: string;
}

/**
 * Classroom 50's `result.json`, which its runner collects. Points are whole numbers; what a test says beyond them is kept
 * as it is.
 * Source: foundation50/classroom50, schemas/result-v1.schema.json and the wiki, "Advanced Autograding" (2026-08)
 *
 * @throws {FivefoldError} `export/undecided`: Classroom 50 takes the failure of an autograder for no result
 */
export function classroom50(card: Scorecard, context: Classroom50Context): string {
  assertDecided(card);
  const { tasks, points, max } = pointsOf(card);
  const { classroom, assignment, assignmentType, owner, submission, commit, release, review, at } = context;
  const result = {
    schema: 'classroom50/result/v1',
    classroom,
    assignment,
    assignment_type: assignmentType,
    owner,
    submission,
    commit,
    release,
    review,
    datetime: toSeconds(card.submission?.submittedAt ?? at),
    score: points,
    'max-score': max,
    tests: tasks.map(({ result, points: score, max: maxScore }) => ({
      'test-name': result.title,
      passed: statusOf(result) === 'passed',
      score: score ?? 0,
      'max-score': maxScore,
      output: remarksOn(result),
    })),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** `2026-06-01T14:32:01Z`, the only form that is accepted. */
function toSeconds(at: string): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
