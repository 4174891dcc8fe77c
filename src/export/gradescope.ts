import type { Scorecard } from '../domain/scorecard.ts';
import { assertDecided, pointsOf, remarksOn, statusOf } from './points.ts';

/** What the verdict is called. */
const VERDICTS = { passed: 'Passed', 'not-passed': 'Not passed yet', undecided: 'Not decided' } as const;

/**
 * Gradescope's `results.json`: one test for each task, their points by weight. Every text is shown as plain text.
 * Source: gradescope-autograders.readthedocs.io, "Output format" (gradescope/autograder_samples, docs/specs.md)
 *
 * @throws {FivefoldError} `export/undecided`: Gradescope takes an autograder without results for a failed one, as it should
 */
export function gradescope(card: Scorecard): string {
  assertDecided(card);
  const { exam, percent, verdict, schema, grader } = card;
  const { tasks, points } = pointsOf(card);
  const results = {
    score: points,
    output: `${VERDICTS[verdict]}: ${percent} %, ${exam.passPercent} % needed.`,
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: tasks.map(({ result, points: score, max }, i) => ({
      name: result.title,
      number: String(i + 1),
      score: score ?? 0,
      max_score: max,
      status: statusOf(result) === 'passed' ? 'passed' : 'failed',
      output: remarksOn(result),
    })),
    extra_data: { schema, grader, exam: { id: exam.id, sha256: exam.sha256 }, verdict },
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}
