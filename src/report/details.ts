import type { Isolation } from '../domain/isolation.ts';
import { METRICS } from '../domain/metric.ts';
import type { ReadRows } from '../domain/prediction.ts';
import type { Scorecard, TaskResult } from '../domain/scorecard.ts';
import type { CommitRef, SubmissionRef } from '../domain/submission.ts';
import { code, prose } from './escape.ts';

/** On one line: GitHub shows line breaks in comments as such. */
const LEGEND =
  'A score begins at its threshold. Score 1 needs nothing but a model that runs; 0 is for a task without one. ' +
  'The same commit always gets the same scores.';

/** How the grading was done: enough to do it again and to compare. Folded away, since most readers trust it. */
export function details(card: Scorecard): string {
  return [
    '<details>',
    '<summary>How this was graded</summary>',
    '',
    ...provenance(card),
    '',
    ...thresholds(card),
    '',
    LEGEND,
    '',
    '</details>',
  ].join('\n');
}

function provenance({ exam, grader, isolation, submission }: Scorecard): string[] {
  return [
    '| | |',
    '|:---|:---|',
    ...(submission ? submissionRows(submission) : []),
    `| exam | ${prose(exam.title)} (${code(exam.id)}) |`,
    `| SHA-256 of exam.yml | ${code(exam.sha256)} |`,
    `| grader | ${code(`${grader.name} ${grader.version}`)}${grader.engine ? ', on the native engine' : ''} |`,
    ...(isolation ? [`| models ran with | ${keptIn(isolation)} |`] : []),
  ];
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

function submissionRows({ head, base, candidate, submittedAt }: SubmissionRef): string[] {
  return [
    `| graded commit | ${commit(head)} |`,
    `| submitted | ${prose(submittedAt)} by ${code(candidate)}, by GitHub's clock |`,
    `| exam commit | ${commit(base)} |`,
  ];
}

function commit({ repository, sha }: CommitRef): string {
  return code(`${repository.owner}/${repository.name}@${sha}`);
}

function thresholds({ tasks }: Scorecard): string[] {
  const head = [
    '| task | weight | metric | 2 | 3 | 4 | 5 | model |',
    '|:---|---:|:---|---:|---:|---:|---:|:---|',
  ];
  return [...head, ...tasks.map(thresholdRow)];
}

function thresholdRow(result: TaskResult): string {
  const { label, better } = METRICS[result.metric];
  const { 2: two, 3: three, 4: four, 5: five } = result.thresholds;
  const metric = `${label} ${better === 'higher' ? '≥' : '≤'}`;
  const cells = [prose(result.title), result.weight, metric, two, three, four, five, model(result)];
  return `| ${cells.join(' | ')} |`;
}

function model(result: TaskResult): string {
  if (!('facts' in result)) return '–';
  const { format, layers, parameters, read } = result.facts;
  const facts = [prose(format), count(layers, 'layer'), count(parameters, 'parameter')];
  return [...facts, ...(read ? [READS[read]] : [])].join(', ');
}

const READS: Readonly<Record<ReadRows, string>> = {
  texts: 'given the texts',
  'own-tokens': 'given tokens by its tokenizer.json',
  'exam-tokens': "given tokens by the exam's vocabulary",
};

/** `1 layer`, `25,636,712 parameters` */
function count(n: number, noun: string): string {
  return `${n.toLocaleString('en-GB')} ${noun}${n === 1 ? '' : 's'}`;
}
