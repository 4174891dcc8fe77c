import type { Exam, Feedback } from '../../src/domain/exam.ts';
import { type History, NO_HISTORY } from '../../src/domain/history.ts';
import { METRICS } from '../../src/domain/metric.ts';
import type { Best, TaskResult } from '../../src/domain/scorecard.ts';
import type { SubmissionRef } from '../../src/domain/submission.ts';
import { buildScorecard, remember } from '../../src/score/index.ts';
import type { Edits, Puzzle } from './puzzle.ts';

/** What is revealed, and whether a submission is held against those before it. */
export interface Rules {
  readonly feedback: Feedback;
  readonly ladder: boolean;
}

/** What the attacker has learned from one submission: how good it is, on a scale of its own, or that it is no better. */
export type Told = { readonly kind: 'told'; readonly level: number } | { readonly kind: 'no-better' };

/** The exam as an attacker meets it: submissions in, what the grader reveals out. */
export interface Examiner {
  submit(edits: Edits): Told;
  readonly submissions: number;
  /** The score that counts: the best so far. */
  readonly score: number;
}

const BANDS = ['low', 'middle', 'high', 'top'] as const;
const FACTS = { format: 'Keras 3.15.1 archive', parameters: 1, layers: 1 };
const REPOSITORY = { owner: 'school', name: 'exam' };

/** The pure functions that reveal things in a grading, and nothing else: `measure`, `buildScorecard`, `remember`. */
export function openExaminer(puzzle: Puzzle, { feedback, ladder }: Rules): Examiner {
  const { task } = puzzle;
  const exam: Exam = { version: 1, id: 'oracle', title: 'Oracle', passPercent: 90, feedback, tasks: [task] };
  let history: History | undefined = ladder ? NO_HISTORY : undefined;
  let [submissions, score] = [0, 0];
  const submit = (edits: Edits): Told => {
    const value = puzzle.valueOf(edits);
    submissions += 1;
    const card = buildScorecard({
      exam,
      examSha256: '',
      submission: submissionOf(submissions),
      outcomes: new Map([[task.id, { kind: 'measured', value, facts: FACTS }]]),
      version: '',
      ...(history && { history }),
    });
    if (history) history = gainful(remember(history, card));
    const [result] = card.tasks;
    if (!result) throw new Error('a scorecard without its task');
    score = Math.max(score, result.best?.score ?? result.score ?? 0);
    return told(result);
  };
  return {
    submit,
    get submissions() {
      return submissions;
    },
    get score() {
      return score;
    },
  };
}

/** Attempts that gained nothing change no answer; to keep them would take most of a simulation's time. */
function gainful({ attempts, ...history }: History): History {
  return { ...history, attempts: attempts.filter(({ gains }) => gains.length > 0) };
}

/** Everything in a result that depends on labels, as one number that rises with it. */
function told(result: TaskResult): Told {
  if (result.kind !== 'scored') return { kind: 'no-better' };
  return { kind: 'told', level: levelOf(result, METRICS[result.metric].better) };
}

function levelOf(
  { score, band, value }: Pick<Best, 'score' | 'band' | 'value'>,
  better: 'higher' | 'lower',
): number {
  if (value !== undefined) return better === 'higher' ? value : -value;
  return score * BANDS.length + (band === undefined ? 0 : BANDS.indexOf(band));
}

function submissionOf(number: number): SubmissionRef {
  const sha = number.toString(16).padStart(40, '0');
  return {
    event: 'pull_request_target',
    base: { repository: REPOSITORY, sha: '0'.repeat(40) },
    head: { repository: REPOSITORY, sha },
    pullRequest: { number: 1 },
    thread: { id: 1, openedAt: '2027-01-01T09:00:00Z' },
    candidate: 'mallory',
    submittedAt: '2027-01-01T10:00:00Z',
  };
}
