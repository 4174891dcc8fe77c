import type { Scorecard } from '../domain/scorecard.ts';
import { pointsOf, remarksOn, statusOf, type TestStatus } from './points.ts';

const STATUSES = {
  passed: 'pass',
  failed: 'fail',
  errored: 'error',
  skipped: 'fail',
} as const satisfies Record<TestStatus, string>;

const VERDICTS = { passed: 'pass', 'not-passed': 'fail', undecided: 'error' } as const;

/**
 * The output `result` of an autograder of GitHub Classroom, as `autograding-grading-reporter` decodes it: JSON in base64.
 * It fails the job on `fail` and `error`, and adds up the scores.
 * Source: classroom-resources/autograding-io-grader src/main.js; autograding-grading-reporter src/main.js,
 * src/notify-classroom.js (2024)
 */
export function autogradingResult(card: Scorecard): string {
  const { tasks, max } = pointsOf(card);
  const result = {
    version: 1,
    status: VERDICTS[card.verdict],
    max_score: max,
    tests: tasks.map(({ result, points }) => {
      const status = STATUSES[statusOf(result)];
      return {
        name: result.title,
        status,
        message: status === 'pass' ? null : remarksOn(result),
        test_code: '',
        filename: '',
        line_no: 0,
        duration: 0,
        score: points ?? 0,
      };
    }),
  };
  return Buffer.from(JSON.stringify(result)).toString('base64');
}

export interface Notice {
  readonly title: string;
  readonly message: string;
}

/**
 * The two annotations by which GitHub Classroom read the points of a run, for workflows without its reporter. An open
 * result has none: no points are not zero points.
 * Source: classroom-resources/autograding-grading-reporter src/notify-classroom.js (2024)
 */
export function autogradingNotices(card: Scorecard): readonly Notice[] {
  if (card.verdict === 'undecided') return [];
  const { points, max } = pointsOf(card);
  return [
    { title: 'Autograding complete', message: `Points ${points}/${max}` },
    {
      title: 'Autograding report',
      message: JSON.stringify({ totalPoints: points, maxPoints: max }),
    },
  ];
}

/** The same as commands, which a runner makes annotations of when a step prints them. */
export function autogradingCommands(card: Scorecard): string {
  return autogradingNotices(card)
    .map(({ title, message }) => `::notice title=${title}::${message}\n`)
    .join('');
}
