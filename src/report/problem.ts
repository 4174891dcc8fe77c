import { type Fault, faultOf, type Problem } from '../domain/errors.ts';
import { MAX_CHECK_TEXT_BYTES } from '../domain/limits.ts';
import type { CheckReport } from './check.ts';
import { alerts, blocks, type Notes } from './comment.ts';
import { code, helpLink, prose } from './escape.ts';
import { fitInto } from './fit.ts';
import type { Report } from './report.ts';

const WHO: Record<Fault, string> = {
  candidate: 'Your submission could not be read. Correct it and push: it will be graded again.',
  instructor: 'The exam needs a correction by its instructor. It is not your fault and costs you nothing.',
  ours: 'The grader failed. It is not your fault and costs you nothing.',
};

/**
 * A grading that could not start: the exam is invalid, the key is wrong, GitHub did not answer. There are no scores, and
 * nothing that looks like one. The comment also serves as the job summary.
 */
export function reportOfProblem(problem: Problem): Report {
  const fault = faultOf(problem.code);
  const text = (notes: Notes = {}) =>
    fitInto([() => markdown(problem, WHO[fault], notes)], MAX_CHECK_TEXT_BYTES);
  return {
    comment: text,
    check: {
      title: `Not graded · ${fault === 'candidate' ? 'submission unreadable' : 'not your fault'}`,
      summary: text(),
      text: whatIsWrong(problem),
      conclusion: fault === 'candidate' ? 'failure' : 'neutral',
      annotations: [],
    },
  };
}

/** A grading that was cancelled half-way, most often because a newer push has made it pointless. */
export function reportOfInterruption(): CheckReport {
  const summary =
    'This grading was cancelled before it ended: a newer push has its own, or somebody stopped it.';
  return { title: 'Not graded · cancelled', summary, text: summary, conclusion: 'neutral', annotations: [] };
}

function markdown(problem: Problem, who: string, notes: Notes): string {
  return blocks([
    '## Not graded',
    ...alerts(notes),
    who,
    whatIsWrong(problem),
    `**What to do?** ${prose(problem.hint)} ${helpLink(problem.code)}`,
  ]);
}

function whatIsWrong({ message, where }: Problem): string {
  const place = where === undefined ? '' : ` (${code(where)})`;
  return `**What is wrong?** ${prose(message)}${place}`;
}
