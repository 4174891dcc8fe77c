import type { Feedback } from '../domain/exam.ts';
import type { Isolation } from '../domain/isolation.ts';
import { ON_HIDDEN_ROWS, type PhaseTime } from '../domain/review.ts';
import type { Scorecard } from '../domain/scorecard.ts';
import type { CommitRef, SubmissionRef } from '../domain/submission.ts';
import { clockTime } from './history.ts';

/** A piece of a sentence: words of ours, or what strangers may have written, which is escaped before it is shown. */
export type Piece = string | { readonly text: string } | { readonly code: string };

/** One fact about a grading: what it is, and what it was. */
export type ProvenanceRow = readonly [name: string, ...value: readonly Piece[]];

/** How a grading was done: enough to do it again and to compare. The same rows in a comment and on a page. */
export function provenance(
  { exam, grader, isolation, submission }: Scorecard,
  times: readonly PhaseTime[] = [],
): readonly ProvenanceRow[] {
  const told = timesTold(times, exam.feedback);
  return [
    ...(submission ? submissionRows(submission) : []),
    ['exam', { text: exam.title }, ' (', { code: exam.id }, ')'],
    ['SHA-256 of exam.yml', { code: exam.sha256 }],
    [
      'grader',
      { code: `${grader.name} ${grader.version}` },
      ...(grader.engine ? [', on the native engine, as the command line asked'] : []),
    ],
    ...(isolation ? [['models ran with', keptIn(isolation)] as const] : []),
    ...(told === '' ? [] : [['time', told] as const]),
  ];
}

function submissionRows({ head, base, candidate, submittedAt }: SubmissionRef): readonly ProvenanceRow[] {
  return [
    ['graded commit', commit(head)],
    ['submitted', { text: clockTime(submittedAt) }, ' by ', { code: candidate }, ", by GitHub's clock"],
    ['exam commit', commit(base)],
  ];
}

function commit({ repository, sha }: CommitRef): Piece {
  return { code: `${repository.owner}/${repository.name}@${sha}` };
}

/** What a model could not do, and what saw to it; then what it could. */
function keptIn({ network, files, memory, cpu }: Isolation): string {
  return [
    NETWORK[network],
    FILES[files],
    `memory ${MEMORY[memory]}`,
    `processor time ${cpu === 'rlimit' ? 'limited by the kernel' : 'limited by the wall clock'}`,
  ].join('; ');
}

const NETWORK: Readonly<Record<Isolation['network'], string>> = {
  bwrap: 'no network (bubblewrap)',
  unshare: 'no network (namespace)',
  node: "no network (Node's permissions)",
  none: 'a network that this machine could not cut off',
};
const FILES: Readonly<Record<Isolation['files'], string>> = {
  bwrap: "no files but the grader's code (bubblewrap)",
  node: "no files but the grader's code (Node's permissions)",
  none: 'files of this machine, as exam.yml allows',
};
const MEMORY: Readonly<Record<Isolation['memory'], string>> = {
  rlimit: 'limited by the kernel',
  watched: 'watched by the grader',
  none: 'without a limit',
};

/** How long each part took. */
function timesTold(times: readonly PhaseTime[], feedback: Feedback): string {
  const told = times.filter(({ phase }) => feedback === 'full' || !ON_HIDDEN_ROWS.has(phase));
  return told.flatMap(({ phase, ms }) => (PHASES[phase] ? `${PHASES[phase]} ${seconds(ms)}` : [])).join('; ');
}

const PHASES: Partial<Readonly<Record<PhaseTime['phase'], string>>> = {
  exam: 'reading the exam',
  history: 'earlier submissions',
  submission: 'fetching the models',
  hidden: 'opening the hidden sets',
  predict: 'running the models',
  review: 'trying them on the public sample',
};

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
